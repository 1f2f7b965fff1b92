package dev.tutti.secagg.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.ShareSealing;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ShareSealerTest {
    private static final Digest COHORT = Digest.sha256(new byte[] {1});
    private static final Digest CIPHERTEXT = Digest.sha256(new byte[] {2});
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[65]);
    private static final RoundId ROUND = new RoundId("fitness/test", "gait", 3, 1, 0);
    private static final ShareBinding BINDING = new ShareBinding(COHORT, ROUND, DEVICE, 4, CIPHERTEXT);
    private static final byte[] SHARE = {1, 2, 3, 4};

    private final SecureRandom random = Population.seeded(1);
    private final OneTimeKeys keys = new OneTimeKeys(random);
    private final byte[] sealed = ShareSealer.seal(keys.sealingKey(), BINDING, SHARE, random);

    /** RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode. */
    @Test
    void theSuiteGivesTheVectorsOfRfc9180() throws InvalidCipherTextException {
        HPKE suite = ShareSealer.suite();
        AsymmetricCipherKeyPair sender =
                suite.deriveKeyPair(hex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"));
        AsymmetricCipherKeyPair receiver =
                suite.deriveKeyPair(hex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"));
        byte[] info = hex("4f6465206f6e2061204772656369616e2055726e");
        assertThat(suite.serializePublicKey(receiver.getPublic()))
                .isEqualTo(hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));

        HPKEContextWithEncapsulation context = suite.setupBaseS(receiver.getPublic(), info, sender);
        assertThat(context.getEncapsulation())
                .isEqualTo(hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"));
        byte[] plaintext = hex("4265617574792069732074727574682c20747275746820626561757479");
        byte[] first = context.seal(hex("436f756e742d30"), plaintext);
        assertThat(first)
                .isEqualTo(hex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                        + "6d8770ac83d07bea87e13c512a"));
        byte[] second = context.seal(hex("436f756e742d31"), plaintext);
        assertThat(second)
                .isEqualTo(hex("af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab25"
                        + "1c03d0c22a56b8ca42c2063b84"));

        HPKEContext opener = ShareSealer.suite().setupBaseR(context.getEncapsulation(), receiver, info);
        assertThat(opener.open(hex("436f756e742d30"), first)).isEqualTo(plaintext);
        assertThat(opener.open(hex("436f756e742d31"), second)).isEqualTo(plaintext);
    }

    @Test
    void aSealedShareOpensForItsMemberUnderItsBinding() {
        assertThat(keys.open(BINDING, sealed))
                .hasValueSatisfying(share -> assertThat(share).isEqualTo(SHARE));
        assertThat(sealed).hasSize(SHARE.length + ShareSealer.OVERHEAD_BYTES);
    }

    @Test
    void aSealedShareOpensNowhereElse() {
        RoundId attempt = new RoundId("fitness/test", "gait", 3, 2, 0);
        for (ShareBinding other : List.of(
                new ShareBinding(Digest.zero(), ROUND, DEVICE, 4, CIPHERTEXT),
                new ShareBinding(COHORT, attempt, DEVICE, 4, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DeviceId.of(new byte[16]), 4, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DEVICE, 5, CIPHERTEXT),
                new ShareBinding(COHORT, ROUND, DEVICE, 4, Digest.zero()))) {
            assertThat(keys.open(other, sealed)).isEmpty();
        }
        assertThat(new OneTimeKeys(random).open(BINDING, sealed)).isEmpty();
    }

    @Test
    void aSealedShareThatWasTouchedDoesNotOpen() {
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] touched = sealed.clone();
            touched[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(keys.open(BINDING, touched)).isEmpty();
        }
        for (int length = 0; length < sealed.length; length++) {
            assertThat(keys.open(BINDING, Arrays.copyOf(sealed, length))).isEmpty();
        }
    }

    @Test
    void garbageOfAnyKindDoesNotOpen() {
        Trials.run(100, trial -> {
            byte[] garbage = new byte[trial.nextInt(200)];
            trial.nextBytes(garbage);
            assertThat(keys.open(BINDING, garbage)).isEmpty();
        });
        assertThat(keys.open(BINDING, new byte[100])).isEmpty();
    }

    @Test
    void twoSealingsOfOneShareDiffer() {
        assertThat(ShareSealer.seal(keys.sealingKey(), BINDING, SHARE, random)).isNotEqualTo(sealed);
    }

    @Test
    void aKeyOfSmallOrderIsNotSealedTo() {
        byte[] one = new byte[32];
        one[0] = 1;
        for (byte[] bad : List.of(new byte[32], one, new byte[31])) {
            assertThat(ShareSealer.isUsable(bad)).isFalse();
            assertThatThrownBy(() -> ShareSealer.seal(bad, BINDING, SHARE, random))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(ShareSealer.isUsable(keys.sealingKey())).isTrue();
    }

    @Test
    void erasedKeysNeitherOpenNorSign() {
        keys.eraseSealingKey();
        assertThatThrownBy(() -> keys.open(BINDING, sealed)).isInstanceOf(IllegalStateException.class);
        assertThat(keys.sign(SHARE)).hasSize(64);
        keys.erase();
        assertThatThrownBy(() -> keys.sign(SHARE)).isInstanceOf(IllegalStateException.class);
        assertThat(keys).hasToString("OneTimeKeys[secret]");
    }

    @ParameterizedTest
    @EnumSource(ShareSealing.class)
    void erasingAtOnceErasesBothKeysToTheirLastByte(ShareSealing sealing) throws IllegalAccessException {
        OneTimeKeys erased = new OneTimeKeys(sealing, random);
        byte[] sealedToIt = ShareSealer.seal(erased.sealingKey(), BINDING, SHARE, random);
        assertThat(secrets(erased))
                .hasSize(2)
                .allSatisfy(secret -> assertThat(secret).isNotEqualTo(new byte[secret.length]));
        erased.erase();
        assertThat(secrets(erased)).allSatisfy(secret -> assertThat(secret).isEqualTo(new byte[secret.length]));
        assertThatThrownBy(() -> erased.open(BINDING, sealedToIt)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> erased.sign(SHARE)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(ShareSealing.class)
    void whatSealingDrawsIsErased(ShareSealing sealing) {
        byte[] key = new OneTimeKeys(sealing, random).sealingKey();
        List<byte[]> drawn = new ArrayList<>();
        SecureRandom remembering = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 7);
                drawn.add(bytes);
            }
        };
        ShareSealer.seal(key, BINDING, SHARE, remembering);
        assertThat(drawn).isNotEmpty().allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    }

    @ParameterizedTest
    @EnumSource(ShareSealing.class)
    void nothingAtAllCanBeSealedToo(ShareSealing sealing) {
        OneTimeKeys holder = new OneTimeKeys(sealing, random);
        byte[] nothing = ShareSealer.seal(holder.sealingKey(), BINDING, new byte[0], random);
        assertThat(nothing).hasSize(sealing.overheadBytes());
        assertThat(holder.open(BINDING, nothing))
                .hasValueSatisfying(share -> assertThat(share).isEmpty());
    }

    /** The fields that hold secret keys, by reflection: nothing else can see what is left in them. */
    private static List<byte[]> secrets(OneTimeKeys keys) throws IllegalAccessException {
        List<byte[]> secrets = new ArrayList<>();
        for (Field field : OneTimeKeys.class.getDeclaredFields()) {
            if (field.getName().endsWith("Secret")) {
                field.setAccessible(true);
                secrets.add((byte[]) field.get(keys));
            }
        }
        return secrets;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
