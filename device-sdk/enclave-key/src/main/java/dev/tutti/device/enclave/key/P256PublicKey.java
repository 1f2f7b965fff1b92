package dev.tutti.device.enclave.key;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.KeyCredential;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The public half of an enclave's key: a point of P-256. Gives signatures their one encoding, and lets none pass that
 * does not verify: a faulty or foreign signature never leaves the device.
 */
public final class P256PublicKey {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

    /** Length of one coordinate and of one integer of a signature. */
    private static final int FIELD_BYTES = 32;

    /** RFC 5480: a SubjectPublicKeyInfo of a named P-256 key is these bytes and then the uncompressed point. */
    private static final byte[] SPKI_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private final byte[] point;

    private P256PublicKey(byte[] point) {
        CURVE.getCurve().decodePoint(point);
        this.point = point;
    }

    /**
     * The key in a DER SubjectPublicKeyInfo (RFC 5280), as {@link java.security.Key#getEncoded()} gives it.
     *
     * @throws EnclaveException KEY_REFUSED for any other kind of key, curve or encoding
     */
    public static P256PublicKey ofSubjectPublicKeyInfo(byte[] der) {
        int length = SPKI_PREFIX.length;
        if (der.length != length + KeyCredential.PUBLIC_KEY_BYTES
                || !Arrays.equals(Arrays.copyOf(der, length), SPKI_PREFIX)
                || der[length] != 4) {
            throw new EnclaveException(
                    EnclaveFault.KEY_REFUSED, "expected a P-256 public key, found one of another kind");
        }
        return ofPoint(Arrays.copyOfRange(der, length, der.length));
    }

    /**
     * The key with these affine coordinates, unsigned and big-endian, at most 32 bytes each.
     *
     * @throws EnclaveException KEY_REFUSED if that is no point of the curve
     */
    public static P256PublicKey ofCoordinates(byte[] x, byte[] y) {
        if (x.length > FIELD_BYTES || y.length > FIELD_BYTES) {
            throw new EnclaveException(
                    EnclaveFault.KEY_REFUSED,
                    "expected coordinates of at most " + FIELD_BYTES + " bytes, found " + x.length + " and "
                            + y.length);
        }
        byte[] point = new byte[KeyCredential.PUBLIC_KEY_BYTES];
        point[0] = 4;
        System.arraycopy(x, 0, point, 1 + FIELD_BYTES - x.length, x.length);
        System.arraycopy(y, 0, point, 1 + 2 * FIELD_BYTES - y.length, y.length);
        return ofPoint(point);
    }

    private static P256PublicKey ofPoint(byte[] point) {
        try {
            return new P256PublicKey(point);
        } catch (IllegalArgumentException e) {
            throw new EnclaveException(EnclaveFault.KEY_REFUSED, "expected a point of P-256", e);
        }
    }

    /** A copy of the uncompressed point, {@value KeyCredential#PUBLIC_KEY_BYTES} bytes. */
    public byte[] bytes() {
        return point.clone();
    }

    /** The device that this key makes. */
    public DeviceId device() {
        return DeviceId.ofPublicKey(point);
    }

    /**
     * Returns if that is this key's signature over {@code message}, given as two unsigned big-endian integers.
     *
     * @throws EnclaveException FAULTY if it is not
     */
    public void requireSignature(byte[] message, byte[] r, byte[] s) {
        if (signature(message, r, s).length == 0) {
            throw faulty(null);
        }
    }

    /**
     * The strict DER of a signature that the hardware gave as two unsigned big-endian integers.
     *
     * @throws EnclaveException FAULTY if it is not this key's signature over {@code message}
     */
    public byte[] signature(byte[] message, byte[] r, byte[] s) {
        byte[] der;
        try {
            der = StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), new BigInteger(1, r), new BigInteger(1, s));
        } catch (IOException | IllegalArgumentException e) {
            throw faulty(e);
        }
        return derSignature(message, der);
    }

    /**
     * The strict DER of a signature given as r ‖ s, 32 bytes each (IEEE P1363).
     *
     * @throws EnclaveException FAULTY if it is not this key's signature over {@code message}
     */
    public byte[] concatenatedSignature(byte[] message, byte[] rs) {
        if (rs.length != 2 * FIELD_BYTES) {
            throw faulty(null);
        }
        return signature(message, Arrays.copyOf(rs, FIELD_BYTES), Arrays.copyOfRange(rs, FIELD_BYTES, rs.length));
    }

    /**
     * A signature given as DER, when it is in strict form.
     *
     * @throws EnclaveException FAULTY if it is not, or not this key's signature over {@code message}
     */
    public byte[] derSignature(byte[] message, byte[] der) {
        if (!EcdsaP256.verify(point, message, der)) {
            throw faulty(null);
        }
        return der.clone();
    }

    private static EnclaveException faulty(@Nullable Exception cause) {
        String message = "expected a signature that verifies under the enclave's own key";
        return cause == null
                ? new EnclaveException(EnclaveFault.FAULTY, message)
                : new EnclaveException(EnclaveFault.FAULTY, message, cause);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof P256PublicKey that && Arrays.equals(point, that.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "P256PublicKey[" + device() + "]";
    }
}
