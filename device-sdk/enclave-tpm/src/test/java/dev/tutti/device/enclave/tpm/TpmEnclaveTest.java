package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** A key in a real TPM: it signs, it stays, it comes back, and what goes wrong is said plainly. */
final class TpmEnclaveTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    private static TpmBench bench;

    @BeforeAll
    static void start() {
        TpmBench.assumeInstalled();
        bench = new TpmBench(folder);
    }

    @AfterAll
    static void stop() {
        if (bench != null) {
            bench.close();
        }
    }

    @BeforeEach
    void newDevices() {
        bench.forgetKeys();
    }

    private static boolean signs(TpmEnclave enclave, byte[] message) {
        return EcdsaP256.verify(enclave.publicKey(), message, enclave.sign(message));
    }

    @Test
    void whatTheTpmSignsVerifies() {
        try (TpmEnclave enclave = bench.enclave("a")) {
            for (int i = 0; i < 300; i++) {
                assertThat(signs(enclave, new byte[] {(byte) i, (byte) (i >> 8)}))
                        .isTrue();
            }
            assertThat(EcdsaP256.verify(enclave.publicKey(), MESSAGE, enclave.sign(new byte[0])))
                    .isFalse();
        }
    }

    @Test
    void theSameDeviceComesBackAfterAPowerCut() {
        DeviceId before;
        try (TpmEnclave enclave = bench.enclave("a")) {
            before = DeviceId.ofPublicKey(enclave.publicKey());
        }
        bench.kill("a");

        try (TpmEnclave again =
                TpmEnclave.open(bench.address("a"), bench.keys("a"), TestEnrolment.refusing(), TpmBench.CLOCK)) {
            assertThat(DeviceId.ofPublicKey(again.publicKey())).isEqualTo(before);
            assertThat(signs(again, MESSAGE)).isTrue();
        }
    }

    @Test
    void killedInUseItSaysSoAndGoesOnWhenThereAgain() {
        try (TpmEnclave enclave = bench.enclave("a")) {
            enclave.sign(MESSAGE);
            bench.kill("a");

            fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
            fails(EnclaveFault.NOT_INSTALLED, () -> enclave.sign(MESSAGE));

            bench.tpm("a");
            assertThat(signs(enclave, MESSAGE)).isTrue();
        }
    }

    @Test
    void anotherTpmAtTheSameAddressIsNotThisDevice() {
        AtomicReference<String> plugged = new AtomicReference<>("a");
        TpmAddress moving = new TpmAddress(
                "moving",
                () -> bench.address(Objects.requireNonNull(plugged.get())).open());
        try (TpmEnclave enclave =
                TpmEnclave.openOrGenerate(moving, bench.keys("a"), TestEnrolment.refusing(), TpmBench.CLOCK)) {
            bench.kill("a");
            fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
            plugged.set("b");

            fails(EnclaveFault.KEY_REFUSED, () -> enclave.sign(MESSAGE));
        }
    }

    @Test
    void otherKeysInTheFolderAreNotThisDevice() throws IOException {
        try (TpmEnclave enclave = bench.enclave("a")) {
            bench.kill("a");
            fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
            bench.tpm("a");
            Files.delete(bench.keys("a").resolve("tpm-keys"));
            fails(EnclaveFault.NO_KEY, () -> enclave.sign(MESSAGE));

            TpmEnclave.openOrGenerate(bench.address("a"), bench.keys("a"), TestEnrolment.refusing(), TpmBench.CLOCK)
                    .close();
            fails(EnclaveFault.KEY_CHANGED, () -> enclave.sign(MESSAGE));
        }
    }

    @Test
    void aKeyThatMustBeThereIsNotMade() {
        fails(
                EnclaveFault.NO_KEY,
                () -> TpmEnclave.open(bench.address("a"), bench.keys("a"), TestEnrolment.refusing(), TpmBench.CLOCK));
        assertThat(bench.keys("a")).doesNotExist();
    }

    @Test
    void damagedKeysAreRefusedAndNotReplaced() throws IOException {
        bench.enclave("a").close();
        Path file = bench.keys("a").resolve("tpm-keys");
        byte[] good = Files.readAllBytes(file);
        List<byte[]> damaged = new ArrayList<>(List.of(new byte[0], Arrays.copyOf(good, good.length - 1)));
        for (int at = 0; at < good.length; at += 7) {
            byte[] flipped = good.clone();
            flipped[at] ^= 1;
            damaged.add(flipped);
        }

        int refused = 0;
        for (byte[] bytes : damaged) {
            Files.write(file, bytes);
            try (TpmEnclave opened = bench.enclave("a")) {
                // The attestation key's private half is not loaded until enrolment: that damage shows then.
                assertThat(signs(opened, MESSAGE)).isTrue();
            } catch (EnclaveException e) {
                assertThat(e.fault()).isEqualTo(EnclaveFault.KEY_REFUSED);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(damaged.size() / 2);
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged.get(damaged.size() - 1));
    }

    @Test
    void aFolderThatCannotBeUsedIsSaid() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        fails(
                EnclaveFault.UNAVAILABLE,
                () -> TpmEnclave.openOrGenerate(bench.address("a"), file, TestEnrolment.refusing(), TpmBench.CLOCK));
    }

    @Test
    void manyThreadsSignAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TpmEnclave enclave = bench.enclave("a")) {
            List<Future<Boolean>> signed = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] message = {(byte) i};
                signed.add(threads.submit(() -> signs(enclave, message)));
            }
            for (Future<Boolean> verified : signed) {
                assertThat(verified.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void severalTpmsWorkSideBySide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<DeviceId>> devices = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "tpm" + i;
                devices.add(threads.submit(() -> {
                    try (TpmEnclave enclave = bench.enclave(name)) {
                        for (int j = 0; j < 20; j++) {
                            assertThat(signs(enclave, MESSAGE)).isTrue();
                        }
                        return DeviceId.ofPublicKey(enclave.publicKey());
                    }
                }));
            }
            List<DeviceId> ids = new ArrayList<>();
            for (Future<DeviceId> device : devices) {
                ids.add(device.get());
            }
            assertThat(ids).hasSize(4).doesNotHaveDuplicates();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatADeadProcessLeftLoadedIsClearedAway() {
        bench.raw("a", tpm -> {
            for (int i = 0; i < 3; i++) {
                tpm.CreatePrimary(
                        TPM_HANDLE.from(TPM_RH.OWNER),
                        new TPMS_SENSITIVE_CREATE(),
                        TpmKeyTemplates.storage(),
                        new byte[0],
                        new TPMS_PCR_SELECTION[0]);
            }
            return tpm;
        });

        try (TpmEnclave enclave = bench.enclave("a")) {
            assertThat(signs(enclave, MESSAGE)).isTrue();
        }
    }

    @Test
    void enrolledItHasACredentialForThisKeyAndThisPlatform() {
        try (TpmEnclave enclave = TpmEnclave.openOrGenerate(
                bench.address("a"), bench.keys("a"), new TestEnrolment(bench), TpmBench.CLOCK)) {
            CredentialTrust trust =
                    CredentialTrust.of(List.of(TestEnrolment.ISSUER.publicKey()), EnumSet.of(Platform.TPM2), Set.of());

            assertThat(trust.check(enclave.credential(), TestEnrolment.POPULATION, TpmBench.CLOCK.millis()))
                    .isEmpty();
            assertThat(enclave.credential().credential().publicKey()).isEqualTo(enclave.publicKey());
            assertThat(signs(enclave, MESSAGE)).isTrue();
        }
    }

    @Test
    void whereThereIsNoTpmIsSaid() {
        fails(
                EnclaveFault.NOT_INSTALLED,
                () -> TpmEnclave.openOrGenerate(
                        TpmAddress.device(folder.resolve("tpmrm9")), folder, TestEnrolment.refusing(), TpmBench.CLOCK));
        assertThat(folder.resolve("tpmrm9")).doesNotExist();
    }

    @Test
    void closedItSignsNoMore() {
        TpmEnclave enclave = bench.enclave("a");
        enclave.close();
        enclave.close();

        assertThatIllegalStateException().isThrownBy(() -> enclave.sign(MESSAGE));
    }

    @Test
    void itsNameSaysNothingOfTheKey() {
        try (TpmEnclave enclave = bench.enclave("a")) {
            assertThat(enclave.toString()).startsWith("TpmEnclave[").hasSizeLessThan(40);
        }
    }

    private static void fails(EnclaveFault fault, ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(fault);
    }
}
