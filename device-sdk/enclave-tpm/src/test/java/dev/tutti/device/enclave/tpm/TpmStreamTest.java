package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something that is no TPM is an error, and never a wait without end. */
final class TpmStreamTest {
    private static TpmStream stream(InputStream in) {
        return new TpmStream(in, OutputStream.nullOutputStream(), () -> {});
    }

    private static InputStream bytes(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
    }

    @Test
    void aResponseMayComeInPieces() {
        InputStream pieces = new SequenceInputStream(bytes("800100"), bytes("00000a00000000"));

        assertThat(stream(pieces).getResponse()).isEqualTo(HexFormat.of().parseHex("80010000000a00000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8001",
                "80010000000a000000",
                "80010000000b00000000",
                "80010000000a0000000000",
                "80010000000900000000",
                "8001ffffffff00000000",
                "80017fffffff00000000",
                "80010000100100000000"
            })
    void anythingElseIsAnError(String hex) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> stream(bytes(hex)).getResponse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "485454502f312e3120343030",
                // Success, but nothing of what was asked for.
                "80010000000a00000000",
                // Capabilities of another kind.
                "80010000001300000000000000000000000000",
                // An error of the TPM: failure mode.
                "80010000000a00000101"
            })
    void anEnclaveSaysOfItThatItDoesNotAnswer(String hex, @TempDir Path folder) {
        TpmAddress garbage = new TpmAddress("garbage", () -> stream(bytes(hex)));

        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> TpmEnclave.openOrGenerate(garbage, folder, TestEnrolment.refusing(), TpmBench.CLOCK))
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.UNAVAILABLE);
    }
}
