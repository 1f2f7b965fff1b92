package dev.tutti.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EvidenceTest {
    static Stream<Evidence> evidence() {
        return Stream.of(
                new AndroidEvidence(List.of(new byte[] {1, 2}, new byte[] {3})),
                new AppleEvidence(new byte[32], new byte[] {5}),
                new TpmEvidence(
                        List.of(new byte[] {1}), new byte[] {2}, new byte[] {3}, new byte[] {4}, new byte[] {5}),
                new Pkcs11Evidence(new byte[65]),
                new SoftwareEvidence(new byte[65]));
    }

    @ParameterizedTest
    @MethodSource("evidence")
    void whatIsEncodedIsDecodedAndNothingShorterOrLonger(Evidence evidence) {
        byte[] bytes = evidence.encode();

        assertThat(Evidence.decode(bytes)).isEqualTo(evidence).hasSameHashCodeAs(evidence);
        assertThat(evidence.digest()).isEqualTo(Digest.sha256(bytes));
        for (int length = 0; length < bytes.length; length++) {
            malformed(Arrays.copyOf(bytes, length));
        }
        malformed(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void boundsAreKeptBeforeAnythingIsParsed() {
        malformed(new AndroidEvidence(List.of(new byte[EvidenceBounds.CERTIFICATE_BYTES + 1])).encode());
        malformed(new AndroidEvidence(Collections.nCopies(7, new byte[1])).encode());
        malformed(new AndroidEvidence(Collections.nCopies(5, new byte[14_000])).encode());
        assertThat(Evidence.decode(new AndroidEvidence(Collections.nCopies(4, new byte[16_384])).encode()))
                .isInstanceOf(AndroidEvidence.class);
    }

    @Test
    void aChallengeNamesPopulationNonceAndInstance() {
        byte[] challenge = Challenge.of("keyboard", new byte[32], new byte[] {1});

        assertThat(challenge)
                .hasSize(Challenge.BYTES)
                .isNotEqualTo(Challenge.of("keyboard2", new byte[32], new byte[] {1}))
                .isNotEqualTo(Challenge.of("keyboard", new byte[32], new byte[] {2}));
        byte[] nonce = new byte[32];
        nonce[0] = 1;
        assertThat(challenge).isNotEqualTo(Challenge.of("keyboard", nonce, new byte[] {1}));
    }

    private static void malformed(byte[] bytes) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Evidence.decode(bytes));
    }
}
