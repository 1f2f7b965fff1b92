package dev.tutti.attestation.android;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.fixture.Vectors;
import dev.tutti.attestation.policy.AndroidApp;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.KnownRoots;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.attestation.policy.RevocationList.Status;
import dev.tutti.attestation.x509.CertificateChain;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains of real phones. */
final class AndroidVectorsTest {
    private static final Digest GOOGLE =
            Digest.of(HexFormat.of().parseHex("103938ee4537e59e8ee792f654504fb8346fc6b346d0bbc4415fc339fcfc8ec1"));
    private static final long HOUR = 3_600_000;

    private static AndroidEvidence evidence(String name) {
        return new AndroidEvidence(Vectors.certificates("android/" + name + ".pem"));
    }

    /** An hour after the last certificate above the leaf began. */
    private static long clock(AndroidEvidence evidence) throws Exception {
        return CertificateChain.parse(evidence.chain()).certificates().stream()
                        .skip(1)
                        .mapToLong(certificate -> certificate.notBeforeMillis())
                        .max()
                        .orElseThrow()
                + HOUR;
    }

    private static Attestation verify(AndroidEvidence evidence, byte[] challenge, Class<?>... leftOut)
            throws Exception {
        long now = clock(evidence);
        AttestationPolicy policy = AttestationPolicy.production(1)
                .allow(Platform.ANDROID)
                .trustRoot(Platform.ANDROID, KnownRoots.GOOGLE_RSA)
                .trustRoot(Platform.ANDROID, KnownRoots.GOOGLE_P384)
                .minimumPatchLevel(YearMonth.of(2019, 1))
                .androidApp(new AndroidApp("com.google.android.attestation", Set.of(GOOGLE)))
                .revocations(
                        Platform.ANDROID,
                        RevocationList.parse(Vectors.text("android/status.json").getBytes(StandardCharsets.UTF_8), now),
                        Duration.ofDays(1))
                .build();
        return new AndroidVerifier(new Checklist(Set.of(leftOut)))
                .verify(evidence, new Circumstances(Platform.ANDROID, challenge, policy, now));
    }

    private static byte[] challenge(String name) throws Exception {
        JsonNode expected = new ObjectMapper().readTree(Vectors.text("android/" + name + ".json"));
        return Base64.getDecoder().decode(expected.get("attestationChallenge").asText());
    }

    @ParameterizedTest
    @CsvSource({"caiman_sdk36_SB_EC_RKP, STRONG_BOX", "caiman_sdk36_TEE_EC_RKP, TRUSTED_ENVIRONMENT"})
    void phonesInOrderAreVerified(String name, KeyLevel level) throws Exception {
        AndroidEvidence evidence = evidence(name);

        Attestation attestation = verify(evidence, challenge(name));

        assertThat(attestation).isInstanceOf(Verified.class);
        assertThat(((Verified) attestation).level()).isEqualTo(level);
        byte[] leaf = CertificateChain.parse(evidence.chain()).leaf().keyInfo();
        assertThat(((Verified) attestation).publicKey())
                .isEqualTo(Arrays.copyOfRange(leaf, leaf.length - 65, leaf.length));
    }

    @ParameterizedTest
    @CsvSource({
        "akita_sdk34_TEE_EC_NONE, DEVICE_UNLOCKED",
        "blueline_sdk28_TEE_EC_NONE, DEVICE_UNLOCKED",
        "marlin_sdk29_TEE_EC_NONE, UNTRUSTED_ROOT",
        "tokay_sdk37_TEE_MLDSA_RKP, NOT_P256",
        "akita_sdk34_TEE_RSA_NONE, NOT_P256"
    })
    void othersAreRefusedForWhatIsWrongWithThem(String name, RefusalReason reason) throws Exception {
        assertThat(verify(evidence(name), challenge(name)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void aLockThatIsNeitherTrueNorFalseIsNoLock() throws Exception {
        AndroidEvidence evidence = evidence("invalid_malformed_rot_device_locked");

        assertThat(verify(evidence, new byte[32]))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_CANONICAL_DER));
        assertThat(KeyDescription.parse(CertificateChain.parse(evidence.chain())
                                .leaf()
                                .extension(AndroidExtensions.KEY_DESCRIPTION)
                                .orElseThrow())
                        .boot()
                        .orElseThrow()
                        .deviceLocked())
                .as("what a lax reader takes it for")
                .isTrue();
    }

    @Test
    void theSampleListHoldsItsSerialsInBothForms() {
        RevocationList list =
                RevocationList.parse(Vectors.text("android/status.json").getBytes(StandardCharsets.UTF_8), 0);

        assertThat(list.status(new BigInteger("6681152659205225093"))).contains(Status.REVOKED);
        assertThat(list.status(new BigInteger("6681152659205225093", 16))).contains(Status.REVOKED);
        assertThat(list.status(new BigInteger("cc66e9a93713b6e643b26c15879786f7", 16)))
                .contains(Status.SUSPENDED);
        assertThat(list.status(BigInteger.ONE)).isEmpty();
    }

    @Test
    void theRootsArePinnedByTheirKeys() throws Exception {
        JsonNode roots = new ObjectMapper().readTree(Vectors.text("android/roots.json"));
        List<Digest> pins = new java.util.ArrayList<>();
        for (JsonNode root : roots) {
            String pem = root.asText().replaceAll("-----[A-Z ]+-----", "");
            pins.add(CertificateChain.parse(List.of(Base64.getMimeDecoder().decode(pem)))
                    .leaf()
                    .keyPin());
        }

        assertThat(pins).containsExactly(KnownRoots.GOOGLE_RSA, KnownRoots.GOOGLE_P384);
    }
}
