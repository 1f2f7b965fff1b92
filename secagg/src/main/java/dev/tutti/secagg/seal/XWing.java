package dev.tutti.secagg.seal;

import dev.tutti.secagg.statement.ShareSealing;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;

/**
 * Sealing to X-Wing keys: {@link ShareSealing#HPKE_X_WING}. A secret key is the 32 bytes that both of its halves are
 * expanded from.
 */
final class XWing {
    /** Length of a secret key. */
    static final int SEED_BYTES = 32;

    /** What an encapsulation draws: 32 bytes for ML-KEM, 32 for X25519. */
    private static final int ENCAPSULATION_SEED_BYTES = 64;

    private XWing() {}

    /** HPKE objects keep state while they work, so each use gets its own. */
    static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /** The public key of a secret key. */
    static byte[] publicKey(byte[] seed) {
        return new XWingPrivateKeyParameters(seed).getPublicKeyParameters().getEncoded();
    }

    /** Whether both halves of a public key are ones: coefficients of ML-KEM in range, and a point of large order. */
    static boolean isUsable(byte[] publicKey) {
        byte[] point =
                Arrays.copyOfRange(publicKey, publicKey.length - ShareSealing.HPKE_X25519.keyBytes(), publicKey.length);
        if (!ShareSealer.isUsable(point)) {
            return false;
        }
        try {
            suite().deserializePublicKey(publicKey);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Seals to a usable key: encapsulated key, then ciphertext. */
    static byte[] seal(byte[] publicKey, ShareBinding binding, byte[] share, SecureRandom random) {
        HPKE suite = suite();
        byte[] drawn = new byte[ENCAPSULATION_SEED_BYTES];
        random.nextBytes(drawn);
        try {
            HPKEContextWithEncapsulation context =
                    suite.setupBaseS(suite.deserializePublicKey(publicKey), binding.info(), drawn);
            byte[] ciphertext = context.seal(binding.additionalData(), share);
            byte[] encapsulation = context.getEncapsulation();
            byte[] sealed = Arrays.copyOf(encapsulation, encapsulation.length + ciphertext.length);
            System.arraycopy(ciphertext, 0, sealed, encapsulation.length, ciphertext.length);
            return sealed;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing cannot fail on a usable key", e);
        } finally {
            Arrays.fill(drawn, (byte) 0);
        }
    }

    /** Opens what is longer than sealing's overhead; empty, and nothing more said, when anything is not as it was. */
    static Optional<byte[]> open(byte[] seed, ShareBinding binding, byte[] sealed) {
        int encapsulationBytes = ShareSealing.HPKE_X_WING.encapsulationBytes();
        byte[] encapsulation = Arrays.copyOf(sealed, encapsulationBytes);
        byte[] ciphertext = Arrays.copyOfRange(sealed, encapsulationBytes, sealed.length);
        HPKE suite = suite();
        try {
            return Optional.of(suite.setupBaseR(encapsulation, suite.deserializePrivateKey(seed, null), binding.info())
                    .open(binding.additionalData(), ciphertext));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
