package dev.tutti.device.enclave.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.EcdsaP256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key, one encoding; one signature, one encoding, and none that does not verify. */
final class P256PublicKeyTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    private final JdkKey key = new JdkKey();
    private final P256PublicKey publicKey = key.p256();

    @Test
    void itIsTheUncompressedPointAndNamesTheDevice() {
        assertThat(publicKey.bytes()).hasSize(65).startsWith(4);
        assertThat(publicKey.device()).isEqualTo(DeviceId.ofPublicKey(publicKey.bytes()));
    }

    @Test
    void coordinatesWithoutLeadingZerosGiveTheSamePoint() {
        // Multiples of the base point until one has a short coordinate: about one in 128 does.
        for (int i = 0; i < 5_000; i++) {
            ECPublicKey other = (ECPublicKey) JdkKey.generate("secp256r1").getPublic();
            ECPoint w = other.getW();
            if (w.getAffineX().bitLength() <= 248 || w.getAffineY().bitLength() <= 248) {
                assertThat(P256PublicKey.ofCoordinates(unsigned(w.getAffineX()), unsigned(w.getAffineY())))
                        .isEqualTo(P256PublicKey.ofSubjectPublicKeyInfo(other.getEncoded()));
                return;
            }
        }
        throw new AssertionError("expected a short coordinate among 5,000 keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void otherCurvesAreRefused(String curve) {
        byte[] der = JdkKey.generate(curve).getPublic().getEncoded();

        refused(() -> P256PublicKey.ofSubjectPublicKeyInfo(der));
    }

    @Test
    void otherKindsOfKeyAreRefused() throws Exception {
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPublic()
                .getEncoded();

        refused(() -> P256PublicKey.ofSubjectPublicKeyInfo(rsa));
        refused(() -> P256PublicKey.ofSubjectPublicKeyInfo(new byte[0]));
    }

    @Test
    void pointsOffTheCurveAreRefused() {
        byte[] der = key.p256().bytes();
        byte[] x = Arrays.copyOfRange(der, 1, 33);
        byte[] y = Arrays.copyOfRange(der, 33, 65);
        y[31] ^= 1;

        refused(() -> P256PublicKey.ofCoordinates(x, y));
        refused(() -> P256PublicKey.ofCoordinates(new byte[33], new byte[32]));
    }

    @Test
    void everyFormOfASignatureBecomesTheStrictOne() {
        byte[] rs = key.sign("SHA256withECDSAinP1363Format", MESSAGE);

        byte[] fromPair = publicKey.concatenatedSignature(MESSAGE, rs);
        byte[] fromDer = publicKey.derSignature(MESSAGE, key.sign("SHA256withECDSA", MESSAGE));

        assertThat(EcdsaP256.verify(publicKey.bytes(), MESSAGE, fromPair)).isTrue();
        assertThat(EcdsaP256.verify(publicKey.bytes(), MESSAGE, fromDer)).isTrue();
    }

    @Test
    void integersOfEveryLengthVerify() {
        // Of 600 signatures some have an integer of 31 bytes and half one with the highest bit set.
        for (int i = 0; i < 600; i++) {
            byte[] message = {(byte) i, (byte) (i >> 8)};
            byte[] rs = key.sign("SHA256withECDSAinP1363Format", message);
            byte[] der = publicKey.concatenatedSignature(message, rs);
            assertThat(EcdsaP256.verify(publicKey.bytes(), message, der)).isTrue();
        }
    }

    @Test
    void whatDoesNotVerifyNeverLeaves() {
        byte[] rs = key.sign("SHA256withECDSAinP1363Format", MESSAGE);
        byte[] flipped = rs.clone();
        flipped[40] ^= 1;

        faulty(() -> publicKey.concatenatedSignature(MESSAGE, flipped));
        faulty(() -> publicKey.concatenatedSignature(MESSAGE, new byte[64]));
        faulty(() -> publicKey.concatenatedSignature(MESSAGE, Arrays.copyOf(rs, 63)));
        faulty(() -> publicKey.concatenatedSignature(new byte[] {1}, rs));
        faulty(() -> publicKey.signature(MESSAGE, new byte[40], new byte[] {1}));
        faulty(() -> publicKey.derSignature(MESSAGE, new JdkKey().sign(MESSAGE)));
        faulty(() -> publicKey.derSignature(MESSAGE, new byte[0]));
    }

    private static byte[] unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.KEY_REFUSED);
    }

    private static void faulty(ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.FAULTY);
    }
}
