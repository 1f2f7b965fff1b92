package dev.tutti.secagg.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.fixture.Trials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SignaturesTest {
    private static final byte[] MESSAGE = "sample".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6979, appendix A.2.5: P-256 with SHA-256, message "sample". */
    @Test
    void aKnownSignatureIsAccepted() {
        byte[] key = HexFormat.of()
                .parseHex("04"
                        + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
        byte[] der = HexFormat.of()
                .parseHex("3046"
                        + "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                        + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
        assertThat(EcdsaP256.verify(key, MESSAGE, der)).isTrue();
        assertThat(EcdsaP256.verify(key, "samplf".getBytes(StandardCharsets.US_ASCII), der))
                .isFalse();
    }

    @Test
    void anyTouchedBitOfMessageSignatureOrKeyIsRefused() {
        TestDevice device = new Population(1).enrol();
        byte[] der = device.sign(MESSAGE);
        assertThat(EcdsaP256.verify(device.publicKey(), MESSAGE, der)).isTrue();
        for (int bit = 0; bit < der.length * 8; bit++) {
            assertThat(EcdsaP256.verify(device.publicKey(), MESSAGE, flip(der, bit)))
                    .isFalse();
        }
        for (int bit = 0; bit < 65 * 8; bit++) {
            assertThat(EcdsaP256.verify(flip(device.publicKey(), bit), MESSAGE, der))
                    .isFalse();
        }
        for (int length = 0; length < der.length; length++) {
            assertThat(EcdsaP256.verify(device.publicKey(), MESSAGE, Arrays.copyOf(der, length)))
                    .isFalse();
        }
        assertThat(EcdsaP256.verify(device.publicKey(), MESSAGE, Arrays.copyOf(der, der.length + 1)))
                .isFalse();
    }

    /** The verifier keeps its key decoded, and a copy that travelled decodes it again. */
    @Test
    void aVerifierSaysTheSameEachTimeAndAfterItTravelled() throws IOException, ClassNotFoundException {
        OperatorKey operator = OperatorKey.generate(Population.seeded(1));
        byte[] signature = operator.sign("tutti/test/v1", MESSAGE);
        OperatorVerifier verifier = new OperatorVerifier(operator.publicKey());
        for (int i = 0; i < 2; i++) {
            assertThat(verifier.verify("tutti/test/v1", MESSAGE, signature)).isTrue();
            assertThat(verifier.verify("tutti/test/v2", MESSAGE, signature)).isFalse();
            assertThat(verifier.verify("tutti/test/v1", MESSAGE, Arrays.copyOf(signature, 63)))
                    .isFalse();
            assertThat(verifier.verify("tutti/test/v1", MESSAGE, flip(signature, 9)))
                    .isFalse();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(verifier);
        OperatorVerifier travelled =
                (OperatorVerifier) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(travelled.verify("tutti/test/v1", MESSAGE, signature)).isTrue();
        assertThat(travelled.verify("tutti/test/v1", MESSAGE, flip(signature, 9)))
                .isFalse();
    }

    /** y = 2 is no point of the curve, y = 1 the neutral one: whatever it is asked, such a key verifies nothing. */
    @Test
    void aKeyThatIsNoPointVerifiesNothing() {
        byte[] signature = OperatorKey.generate(Population.seeded(1)).sign("tutti/test/v1", MESSAGE);
        for (int y : new int[] {1, 2}) {
            byte[] key = new byte[32];
            key[0] = (byte) y;
            assertThat(new OperatorVerifier(key).verify("tutti/test/v1", MESSAGE, signature))
                    .isFalse();
            // R = the neutral point, s = 0 would hold for the neutral key over any message.
            byte[] forged = new byte[64];
            forged[0] = 1;
            assertThat(new OperatorVerifier(key).verify("tutti/test/v1", MESSAGE, forged))
                    .isFalse();
        }
    }

    @Test
    void aSignatureInAnyOtherEncodingThanDerIsRefused() {
        byte[] r = {1, 2, 3};
        assertThat(DerSignature.parse(der(r, r))).isPresent();
        assertThat(DerSignature.parse(der(new byte[] {0, 1}, r))).isEmpty();
        assertThat(DerSignature.parse(der(new byte[] {-1}, r))).isEmpty();
        assertThat(DerSignature.parse(der(new byte[0], new byte[] {1, 2, 3, 4})))
                .isEmpty();
        assertThat(DerSignature.parse(der(new byte[34], r))).isEmpty();
        assertThat(DerSignature.parse(new byte[] {0x30, (byte) 0x81, 6, 2, 1, 1, 2, 1, 1}))
                .isEmpty();
        assertThat(DerSignature.parse(new byte[] {0x30, 6, 3, 1, 1, 2, 1, 1})).isEmpty();
        Trials.run(2000, random -> {
            byte[] garbage = new byte[random.nextInt(80)];
            random.nextBytes(garbage);
            if (garbage.length > 1) {
                garbage[0] = 0x30;
                garbage[1] = (byte) (garbage.length - 2);
            }
            assertThat(DerSignature.parse(garbage)).isEmpty();
        });
    }

    private static byte[] der(byte[] r, byte[] s) {
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 2;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 2;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    @Test
    void anotherEncodingOfTheSamePointIsRefused() {
        TestDevice device = new Population(1).enrol();
        byte[] der = device.sign(MESSAGE);
        byte[] hybrid = device.publicKey();
        hybrid[0] = (byte) (6 + (hybrid[64] & 1));
        assertThat(EcdsaP256.verify(hybrid, MESSAGE, der)).isFalse();
        byte[] compressed = Arrays.copyOf(device.publicKey(), 33);
        compressed[0] = (byte) (2 + (hybrid[64] & 1));
        assertThat(EcdsaP256.verify(compressed, MESSAGE, der)).isFalse();
        assertThat(EcdsaP256.verify(new byte[65], MESSAGE, der)).isFalse();
        assertThat(EcdsaP256.verify(new byte[1], MESSAGE, der)).isFalse();
    }

    @Test
    void theOperatorsSignatureIsForItsLabelOnly() {
        OperatorKey key = OperatorKey.generate(Population.seeded(1));
        OperatorVerifier verifier = new OperatorVerifier(key.publicKey());
        byte[] signature = key.sign("a", MESSAGE);
        assertThat(verifier.verify("a", MESSAGE, signature)).isTrue();
        assertThat(verifier.verify("b", MESSAGE, signature)).isFalse();
        assertThat(verifier.verify("a", flip(MESSAGE, 3), signature)).isFalse();
        assertThat(verifier.verify("a", MESSAGE, flip(signature, 100))).isFalse();
        assertThat(verifier.verify("a", MESSAGE, new byte[0])).isFalse();
        assertThat(new OperatorVerifier(
                                OperatorKey.generate(Population.seeded(2)).publicKey())
                        .verify("a", MESSAGE, signature))
                .isFalse();
    }

    @Test
    void anOperatorKeyComesBackFromItsSeedAndShowsNothing() {
        OperatorKey key = OperatorKey.generate(Population.seeded(1));
        assertThat(OperatorKey.fromSeed(key.seed()).publicKey()).isEqualTo(key.publicKey());
        assertThat(key).hasToString("OperatorKey[secret]");
        assertThatThrownBy(() -> OperatorKey.fromSeed(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return flipped;
    }
}
