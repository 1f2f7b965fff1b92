package dev.tutti.secagg.seal;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.ShareSealing;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * Seals shares to members' one-time keys: HPKE (RFC 9180) in base mode, to keys of either {@link ShareSealing}; here
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, and {@link XWing} beside it. Only the holder of the key can open,
 * and only under the same {@link ShareBinding}. Who sealed it is for the header's signature over the share root to say.
 */
public final class ShareSealer {
    /** Length of the encapsulated key in front of the ciphertext, for an X25519 key. */
    public static final int ENCAPSULATION_BYTES = 32;

    /** What sealing to an X25519 key adds; {@link ShareSealing#overheadBytes()} says it for every kind. */
    public static final int OVERHEAD_BYTES = ENCAPSULATION_BYTES + 16;

    private ShareSealer() {}

    /** HPKE objects keep state while they work, so each use gets its own. */
    static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    }

    /**
     * Whether shares can be sealed to a key: false for the few points of small order, which would give a shared secret
     * that everybody knows, and for what is no key of ML-KEM.
     */
    public static boolean isUsable(byte[] sealingKey) {
        if (isXWing(sealingKey)) {
            return XWing.isUsable(sealingKey);
        }
        byte[] anyScalar = new byte[X25519.SCALAR_SIZE];
        anyScalar[0] = 8;
        anyScalar[31] = 64;
        return sealingKey.length == X25519.POINT_SIZE
                && X25519.calculateAgreement(anyScalar, 0, sealingKey, 0, new byte[X25519.POINT_SIZE], 0);
    }

    /**
     * Seals a share.
     *
     * @param sealingKey the member's one-time key of either kind, {@link #isUsable}
     * @return encapsulated key, then ciphertext
     */
    public static byte[] seal(byte[] sealingKey, ShareBinding binding, byte[] share, SecureRandom random) {
        if (isXWing(sealingKey)) {
            Expect.that(isUsable(sealingKey), "a sealing key must be one of ML-KEM and a point of large order");
            return XWing.seal(sealingKey, binding, share, random);
        }
        HPKE suite = suite();
        byte[] ephemeral = new byte[X25519.SCALAR_SIZE];
        random.nextBytes(ephemeral);
        try {
            HPKEContextWithEncapsulation context = context(suite, sealingKey, binding, keyPair(suite, ephemeral));
            byte[] ciphertext = context.seal(binding.additionalData(), share);
            byte[] sealed = Arrays.copyOf(context.getEncapsulation(), ENCAPSULATION_BYTES + ciphertext.length);
            System.arraycopy(ciphertext, 0, sealed, ENCAPSULATION_BYTES, ciphertext.length);
            return sealed;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing cannot fail on a usable key", e);
        } finally {
            Arrays.fill(ephemeral, (byte) 0);
        }
    }

    private static boolean isXWing(byte[] sealingKey) {
        return sealingKey.length == ShareSealing.HPKE_X_WING.keyBytes();
    }

    private static HPKEContextWithEncapsulation context(
            HPKE suite, byte[] sealingKey, ShareBinding binding, AsymmetricCipherKeyPair ephemeral) {
        Expect.inRange("length of the sealing key", sealingKey.length, X25519.POINT_SIZE, X25519.POINT_SIZE);
        try {
            return suite.setupBaseS(suite.deserializePublicKey(sealingKey), binding.info(), ephemeral);
        } catch (IllegalStateException e) {
            // The agreement itself refuses a shared secret of zeros: asking isUsable would be a second agreement.
            throw new IllegalArgumentException("a sealing key must be a point of large order", e);
        }
    }

    /**
     * Opens a share with a secret key of that kind; empty, and nothing more said, when key, binding or bytes are not those
     * it was sealed with.
     */
    static Optional<byte[]> open(ShareSealing sealing, byte[] privateKey, ShareBinding binding, byte[] sealed) {
        if (sealed.length < sealing.overheadBytes()) {
            return Optional.empty();
        }
        return switch (sealing) {
            case HPKE_X25519 -> open(privateKey, binding, sealed);
            case HPKE_X_WING -> XWing.open(privateKey, binding, sealed);
        };
    }

    private static Optional<byte[]> open(byte[] privateKey, ShareBinding binding, byte[] sealed) {
        byte[] encapsulation = Arrays.copyOf(sealed, ENCAPSULATION_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, ENCAPSULATION_BYTES, sealed.length);
        HPKE suite = suite();
        try {
            return Optional.of(suite.setupBaseR(encapsulation, keyPair(suite, privateKey), binding.info())
                    .open(binding.additionalData(), ciphertext));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static AsymmetricCipherKeyPair keyPair(HPKE suite, byte[] privateKey) {
        byte[] publicKey = new byte[CheckInStatement.KEY_BYTES];
        X25519.generatePublicKey(privateKey, 0, publicKey, 0);
        return suite.deserializePrivateKey(privateKey, publicKey);
    }
}
