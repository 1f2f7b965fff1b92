package dev.tutti.secagg.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.ShareSealing;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.prng.FixedSecureRandom;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class XWingTest {
    private static final Digest COHORT = Digest.sha256(new byte[] {1});
    private static final Digest CIPHERTEXT = Digest.sha256(new byte[] {2});
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[65]);
    private static final RoundId ROUND = new RoundId("fitness/test", "gait", 3, 1, 0);
    private static final ShareBinding BINDING = new ShareBinding(COHORT, ROUND, DEVICE, 4, CIPHERTEXT);
    private static final byte[] SHARE = {1, 2, 3, 4};

    private final SecureRandom random = Population.seeded(1);
    private final OneTimeKeys keys = new OneTimeKeys(ShareSealing.HPKE_X_WING, random);
    private final byte[] sealed = ShareSealer.seal(keys.sealingKey(), BINDING, SHARE, random);

    /** The draft's own vectors (draft-connolly-cfrg-xwing-kem, appendix C), keys and ciphertexts by their SHA3-256. */
    @ParameterizedTest
    @CsvSource({
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26,"
                + "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2,"
                + "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384,"
                + "5121745904643ad9dfacca7869292c19a8a69533b53e60666b7db910b4ad6367,"
                + "c0abd149f83f45324ac3a7ddc7606c71f257e5ea86113522834a0ee1bcb34e3e",
        "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea,"
                + "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
                + "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d,"
                + "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150,"
                + "799b6016e5daa56ffa1b5e79f7caf73413ceecd6df428642404cac41ddee4853,"
                + "7680b7ba47ae09bac4b43001edcef9d98e50df20026e70ba6a424447e1f2b961"
    })
    void theEncapsulationGivesTheVectorsOfTheDraft(String seed, String drawn, String secret, String key, String enc)
            throws GeneralSecurityException {
        byte[] publicKey = XWing.publicKey(hex(seed));
        assertThat(publicKey).hasSize(ShareSealing.HPKE_X_WING.keyBytes());
        assertThat(sha3(publicKey)).isEqualTo(hex(key));
        SecretWithEncapsulation encapsulated = new XWingKEMGenerator(new FixedSecureRandom(hex(drawn)))
                .generateEncapsulated(new XWingPublicKeyParameters(publicKey));
        assertThat(encapsulated.getSecret()).isEqualTo(hex(secret));
        assertThat(encapsulated.getEncapsulation()).hasSize(ShareSealing.HPKE_X_WING.encapsulationBytes());
        assertThat(sha3(encapsulated.getEncapsulation())).isEqualTo(hex(enc));
        assertThat(new XWingKEMExtractor(new XWingPrivateKeyParameters(hex(seed)))
                        .extractSecret(encapsulated.getEncapsulation()))
                .isEqualTo(hex(secret));
    }

    /** RFC 9180, section 5.1, done again here over the draft's shared secret, with the platform's HMAC and AES-GCM. */
    @Test
    void theSuiteIsTheKeyScheduleOfRfc9180OverThatSecret() throws Exception {
        byte[] seed = hex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
        byte[] drawn = hex("3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2");
        byte[] secret = hex("d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384");
        HPKE suite = XWing.suite();
        HPKEContextWithEncapsulation context =
                suite.setupBaseS(suite.deserializePublicKey(XWing.publicKey(seed)), BINDING.info(), drawn);

        byte[] sealedBySuite = context.seal(BINDING.additionalData(), SHARE);
        assertThat(sealedBySuite)
                .isEqualTo(new KeySchedule(0x647a, 1, 2).seal(secret, BINDING.info(), BINDING.additionalData(), SHARE));
        assertThat(suite.setupBaseR(context.getEncapsulation(), suite.deserializePrivateKey(seed, null), BINDING.info())
                        .open(BINDING.additionalData(), sealedBySuite))
                .isEqualTo(SHARE);
    }

    @Test
    void aSealedShareOpensForItsMemberUnderItsBindingAndNowhereElse() {
        assertThat(keys.open(BINDING, sealed))
                .hasValueSatisfying(share -> assertThat(share).isEqualTo(SHARE));
        assertThat(sealed).hasSize(SHARE.length + ShareSealing.HPKE_X_WING.overheadBytes());
        for (ShareBinding other : List.of(
                new ShareBinding(Digest.zero(), ROUND, DEVICE, 4, CIPHERTEXT),
                new ShareBinding(COHORT, new RoundId("fitness/test", "gait", 3, 2, 0), DEVICE, 4, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DeviceId.of(new byte[16]), 4, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DEVICE, 5, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DEVICE, 4, Digest.zero()))) {
            assertThat(keys.open(other, sealed)).isEmpty();
        }
        assertThat(new OneTimeKeys(ShareSealing.HPKE_X_WING, random).open(BINDING, sealed))
                .isEmpty();
    }

    @Test
    void aSealedShareThatWasTouchedInEitherHalfDoesNotOpen() {
        for (int at = 0; at < sealed.length; at += 7) {
            byte[] touched = sealed.clone();
            touched[at] ^= (byte) (1 << at % Byte.SIZE);
            assertThat(keys.open(BINDING, touched)).as("byte %d", at).isEmpty();
        }
        for (int length : new int[] {0, 1, 31, 1087, 1088, 1119, 1120, 1135, sealed.length - 1, sealed.length + 1}) {
            assertThat(keys.open(BINDING, Arrays.copyOf(sealed, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        Trials.run(20, trial -> {
            byte[] garbage = new byte[trial.nextInt(2000)];
            trial.nextBytes(garbage);
            assertThat(keys.open(BINDING, garbage)).isEmpty();
        });
    }

    @Test
    void whatIsSealedToOneKindOfKeyDoesNotOpenWithTheOther() {
        OneTimeKeys old = new OneTimeKeys(random);
        byte[] sealedToOld = ShareSealer.seal(old.sealingKey(), BINDING, SHARE, random);
        assertThat(keys.open(BINDING, sealedToOld)).isEmpty();
        assertThat(old.open(BINDING, sealed)).isEmpty();
        assertThat(ShareSealer.seal(keys.sealingKey(), BINDING, SHARE, random)).isNotEqualTo(sealed);
    }

    @Test
    void aKeyOfWhichEitherHalfIsNoneIsNotSealedTo() {
        assertThat(ShareSealer.isUsable(keys.sealingKey())).isTrue();
        byte[] outOfRange = keys.sealingKey();
        Arrays.fill(outOfRange, 0, 3, (byte) 0xff);
        byte[] smallOrder = keys.sealingKey();
        Arrays.fill(smallOrder, 1184, 1216, (byte) 0);
        byte[] shorter = Arrays.copyOf(keys.sealingKey(), 1215);
        for (byte[] bad : List.of(outOfRange, smallOrder, shorter, new byte[1216])) {
            assertThat(ShareSealer.isUsable(bad)).isFalse();
            assertThatThrownBy(() -> ShareSealer.seal(bad, BINDING, SHARE, random))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void erasedKeysDoNotOpen() {
        keys.eraseSealingKey();
        assertThatThrownBy(() -> keys.open(BINDING, sealed)).isInstanceOf(IllegalStateException.class);
        assertThat(keys.sign(SHARE)).hasSize(64);
    }

    @Test
    void anEncapsulationOfSmallOrderOpensNothing() {
        // The agreement itself fails then, which must look like any other failure.
        byte[] smallOrder = sealed.clone();
        Arrays.fill(smallOrder, 1088, 1120, (byte) 0);
        assertThat(keys.open(BINDING, smallOrder)).isEmpty();
    }

    private static byte[] sha3(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA3-256").digest(bytes);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
