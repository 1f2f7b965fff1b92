package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The operator's signing key (Ed25519). Every signature is bound to a label, so that one kind of statement can never pass for another. */
public final class OperatorKey {
    /** Length of a seed. */
    public static final int SEED_BYTES = 32;

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    private OperatorKey(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    /** A fresh key. */
    public static OperatorKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new OperatorKey(seed);
    }

    /** The key with this seed, {@value #SEED_BYTES} bytes. */
    public static OperatorKey fromSeed(byte[] seed) {
        return new OperatorKey(Expect.copyOfLength("seed", seed, SEED_BYTES));
    }

    /** A copy of the secret seed. */
    public byte[] seed() {
        return seed.clone();
    }

    /** A copy of the public key, 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Signs {@code message} as a statement of the kind {@code label}; 64 bytes. */
    public byte[] sign(String label, byte[] message) {
        byte[] signed = labelled(label, message);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, signed, 0, signed.length, signature, 0);
        return signature;
    }

    static byte[] labelled(String label, byte[] message) {
        return new CanonicalWriter("tutti/signed/v1").text(label).bytes(message).toBytes();
    }

    /** Says nothing about the key. */
    @Override
    public String toString() {
        return "OperatorKey[secret]";
    }
}
