package dev.tutti.attestation.android;

import static dev.tutti.attestation.android.AndroidRefusals.CHALLENGE;
import static dev.tutti.attestation.android.AndroidRefusals.DEVELOPMENT;
import static dev.tutti.attestation.android.AndroidRefusals.POLICY;
import static dev.tutti.attestation.android.AndroidRefusals.good;
import static dev.tutti.attestation.android.AndroidRefusals.refused;
import static dev.tutti.attestation.android.AndroidRefusals.refusedBy;
import static dev.tutti.attestation.android.AndroidRefusals.verify;
import static dev.tutti.attestation.android.TestDevice.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.key.P256Leaf;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.junit.jupiter.api.Test;

/**
 * A key, or what its certificate says of it, bad in one way, by its number in the list that this module was built against. Each is refused with its own reason,
 * and each but those that no longer hold a key passes when exactly the one check named is left out.
 */
final class AndroidBadDescriptionTest {
    @Test
    void goodEvidenceIsVerified() {
        AndroidEvidence evidence = TestDevice.evidence(good());

        assertThat(new AttestationVerifier().verify(evidence, CHALLENGE, POLICY, NOW))
                .isEqualTo(
                        new Verified(Keys.point(TestDevice.SIGNING), Platform.ANDROID, KeyLevel.TRUSTED_ENVIRONMENT));
        assertThat(new AttestationVerifier()
                        .verify(TestDevice.evidence(good().levels(2, 2).purposes(2, 3)), CHALLENGE, POLICY, NOW))
                .isEqualTo(new Verified(Keys.point(TestDevice.SIGNING), Platform.ANDROID, KeyLevel.STRONG_BOX));
    }

    @Test
    void case01AnAttestationMadeInSoftware() {
        refusedBy(
                HardwareAttestation.class,
                TestDevice.evidence(good().levels(0, 1)),
                DEVELOPMENT,
                RefusalReason.SOFTWARE_ATTESTATION);
    }

    @Test
    void case02AKeyKeptInSoftware() {
        refusedBy(
                HardwareKey.class,
                TestDevice.evidence(good().levels(1, 0)),
                DEVELOPMENT,
                RefusalReason.SOFTWARE_KEYMINT);
    }

    @Test
    void case03ALevelThatNobodyKnows() {
        refusedBy(
                KnownLevels.class,
                TestDevice.evidence(good().levels(7, 1)),
                DEVELOPMENT,
                RefusalReason.UNKNOWN_SECURITY_LEVEL);
        refused(TestDevice.evidence(good().levels(1, 3)), POLICY, RefusalReason.UNKNOWN_SECURITY_LEVEL);
        refused(TestDevice.evidence(good().levels(-1, 1)), POLICY, RefusalReason.UNKNOWN_SECURITY_LEVEL);
    }

    @Test
    void case04ATrustedEnvironmentWhereStrongBoxIsAskedFor() {
        AttestationPolicy strong =
                TestDevice.policy().minimumLevel(KeyLevel.STRONG_BOX).build();

        refusedBy(MinimumLevel.class, TestDevice.evidence(good()), strong, RefusalReason.LEVEL_TOO_LOW);
        refused(TestDevice.evidence(good().levels(2, 1)), strong, RefusalReason.LEVEL_TOO_LOW);
        refused(TestDevice.evidence(good().levels(1, 2)), strong, RefusalReason.LEVEL_TOO_LOW);
        assertThat(verify(TestDevice.evidence(good().levels(2, 2)), strong)).isInstanceOf(Verified.class);
    }

    @Test
    void case05AnotherChallengeAnEmptyOneAndAPrefix() {
        byte[] other = CHALLENGE.clone();
        other[31] = 1;
        for (byte[] wrong : List.of(other, new byte[0], new byte[31], new byte[33])) {
            refusedBy(AttestationChallenge.class, good().challenge(wrong), RefusalReason.CHALLENGE_MISMATCH);
        }
    }

    @Test
    void case15ALeafThatSaysNothing() {
        refused(TestDevice.evidence(TestDevice.leaf()), POLICY, RefusalReason.NO_ATTESTATION);
    }

    @Test
    void case17AKeyOnAnotherCurve() {
        refusedBy(
                P256Leaf.class,
                TestDevice.evidence(TestDevice.leaf(good()).key(mislabelled())),
                RefusalReason.NOT_P256);
        for (KeyPair other : List.of(Keys.ec("secp384r1"), Keys.ec("secp256k1"), Keys.rsa(2048))) {
            refused(TestDevice.evidence(TestDevice.leaf(good()).key(other)), POLICY, RefusalReason.NOT_P256);
        }
    }

    @Test
    void case17APointThatIsNotOnTheCurve() {
        byte[] off = TestDevice.SIGNING.getPublic().getEncoded();
        off[off.length - 1] ^= 1;

        refusedBy(
                P256Point.class, TestDevice.evidence(TestDevice.leaf(good()).key(off)), RefusalReason.POINT_OFF_CURVE);
    }

    @Test
    void case18AKeyThatWasImported() {
        for (int origin : new int[] {1, 2, 3, 4}) {
            refusedBy(GeneratedOrigin.class, good().origin(origin), RefusalReason.KEY_IMPORTED);
        }
        refusedBy(GeneratedOrigin.class, good().without(702), RefusalReason.KEY_IMPORTED);
        refusedBy(GeneratedOrigin.class, good().onlyPromised(702), RefusalReason.KEY_IMPORTED);
    }

    @Test
    void case19AKeyThatMayNotSignOrMayDoMore() {
        refusedBy(SigningPurpose.class, good().purposes(3), RefusalReason.PURPOSE_NOT_SIGN);
        refusedBy(SigningPurpose.class, good().onlyPromised(1), RefusalReason.PURPOSE_NOT_SIGN);
        refusedBy(NarrowPurpose.class, good().purposes(2, 7), RefusalReason.PURPOSE_TOO_WIDE);
        refusedBy(NarrowPurpose.class, good().purposes(1, 2), RefusalReason.PURPOSE_TOO_WIDE);
        refusedBy(OneApplication.class, good().allApplications(), RefusalReason.ALL_APPLICATIONS);
    }

    @Test
    void case20AnUnlockedBootloader() {
        refusedBy(LockedBootloader.class, good().boot(false, 0), RefusalReason.DEVICE_UNLOCKED);
    }

    @Test
    void case21ASystemThatIsNotTheMakers() {
        for (int state : new int[] {1, 2, 3, 9}) {
            refusedBy(VerifiedBoot.class, good().boot(true, state), RefusalReason.BOOT_NOT_VERIFIED);
        }
        refusedBy(BootKnown.class, good().without(704), RefusalReason.NO_ROOT_OF_TRUST);
        refusedBy(BootKnown.class, good().onlyPromised(704), RefusalReason.NO_ROOT_OF_TRUST);
    }

    @Test
    void case22ASystemThatIsTooOld() {
        refusedBy(PatchLevel.class, good().patchLevel(202605), RefusalReason.PATCH_LEVEL_TOO_OLD);
        refusedBy(PatchLevel.class, good().without(706), RefusalReason.PATCH_LEVEL_TOO_OLD);
        refusedBy(PatchLevel.class, good().onlyPromised(706), RefusalReason.PATCH_LEVEL_TOO_OLD);
    }

    @Test
    void case23AnotherAppAndAnothersSignature() {
        refusedBy(
                AllowedPackage.class,
                good().application("com.example.other", TestDescription.SIGNER),
                RefusalReason.APP_NOT_ALLOWED);
        refusedBy(
                AllowedSigner.class,
                good().application(TestDescription.PACKAGE, new byte[32]),
                RefusalReason.SIGNER_NOT_ALLOWED);
    }

    @Test
    void case24ATagTwiceAndAShortDescription() {
        refusedBy(UniqueTags.class, good().again(702, new ASN1Integer(1)), RefusalReason.DUPLICATE_TAG);
        for (int fields = 0; fields < 8; fields++) {
            refused(TestDevice.evidence(good().cutAfter(fields)), POLICY, RefusalReason.MALFORMED_KEY_DESCRIPTION);
        }
    }

    @Test
    void case24ADescriptionThatIsNotCanonical() {
        byte[] description = good().encode();
        int locked = indexOf(description, HexFormat.of().parseHex("0101ff0a0100"));
        description[locked + 2] = 1;

        refusedBy(
                CanonicalDescription.class,
                TestDevice.evidence(TestDevice.leaf().extension(AndroidExtensions.KEY_DESCRIPTION, false, description)),
                RefusalReason.NOT_CANONICAL_DER);
    }

    @Test
    void case30DeeplyNestedDescriptionsAndCertificates() {
        byte[] nested = nested(3_000);
        refused(
                TestDevice.evidence(TestDevice.leaf().extension(AndroidExtensions.KEY_DESCRIPTION, false, nested)),
                POLICY,
                RefusalReason.NOT_CANONICAL_DER);
        List<byte[]> chain = new ArrayList<>(TestDevice.evidence(good()).chain());
        chain.set(1, nested);
        refused(new AndroidEvidence(chain), POLICY, RefusalReason.MALFORMED_CERTIFICATE);
    }

    /** A point of P-256 that says it is on secp256k1. */
    private static byte[] mislabelled() {
        byte[] other = Keys.ec("secp256k1").getPublic().getEncoded();
        System.arraycopy(Keys.point(TestDevice.SIGNING), 0, other, other.length - 65, 65);
        return other;
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("expected the part");
    }

    /** Sequences in sequences, with lengths as they should be. */
    private static byte[] nested(int depth) {
        byte[] bytes = {5, 0};
        for (int i = 0; i < depth; i++) {
            int length = bytes.length;
            byte[] header = length < 0x80
                    ? new byte[] {0x30, (byte) length}
                    : length < 0x100
                            ? new byte[] {0x30, (byte) 0x81, (byte) length}
                            : new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
            byte[] outer = Arrays.copyOf(header, header.length + length);
            System.arraycopy(bytes, 0, outer, header.length, length);
            bytes = outer;
        }
        return bytes;
    }
}
