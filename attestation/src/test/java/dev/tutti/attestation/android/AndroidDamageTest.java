package dev.tutti.attestation.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.fixture.Damage;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Case 25: whatever is cut off, added or bent, a result comes of it. */
final class AndroidDamageTest {
    private static final AttestationPolicy POLICY = TestDevice.policy().build();
    private static final List<byte[]> CHAIN =
            TestDevice.evidence(new TestDescription()).chain();

    private static void refused(int index, byte[] certificate) {
        List<byte[]> chain = new ArrayList<>(CHAIN);
        chain.set(index, certificate);
        assertThat(new AttestationVerifier().verify(new AndroidEvidence(chain), new byte[32], POLICY, TestDevice.NOW))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aCertificateThatIsCutOrBentIsRefused(int index) {
        Damage.truncated(CHAIN.get(index), bytes -> refused(index, bytes));
        Damage.flipped(CHAIN.get(index), bytes -> {
            if (!java.util.Arrays.equals(bytes, CHAIN.get(index))) {
                refused(index, bytes);
            }
        });
    }

    @Test
    void aDescriptionThatIsCutOrBentIsReadOrRefused() {
        byte[] description = new TestDescription().encode();
        Damage.truncated(description, bytes -> {
            refused(
                    0,
                    TestDevice.leaf()
                            .extension(AndroidExtensions.KEY_DESCRIPTION, false, bytes)
                            .signedBy(TestDevice.ATTESTING));
        });
        Damage.flipped(description, AndroidDamageTest::parse);
    }

    private static void parse(byte[] bytes) {
        try {
            KeyDescription.parse(bytes);
        } catch (RefusedException e) {
            assertThat(e.refused().where()).isEqualTo("key description");
        }
    }

    @Test
    void aRevocationListThatIsCutOrBentIsReadOrMalformed() {
        byte[] list =
                "{\"entries\":{\"66\":{\"status\":\"REVOKED\",\"reason\":\"X\"},\"0a\":{\"status\":\"SUSPENDED\"}}}"
                        .getBytes(StandardCharsets.UTF_8);
        Damage.truncated(list, AndroidDamageTest::parseList);
        Damage.flipped(list, AndroidDamageTest::parseList);
    }

    private static void parseList(byte[] bytes) {
        try {
            RevocationList.parse(bytes, 0);
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageStartingWith("expected");
        }
    }
}
