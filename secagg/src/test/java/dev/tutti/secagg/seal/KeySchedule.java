package dev.tutti.secagg.seal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** RFC 9180's key schedule in base mode with HKDF-SHA256, written down from the RFC for tests to compare with. */
final class KeySchedule {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;

    private final byte[] suiteId;

    KeySchedule(int kem, int kdf, int aead) {
        suiteId = join(ascii("HPKE"), int16(kem), int16(kdf), int16(aead));
    }

    /** The first message sealed under a shared secret, by AES-256-GCM. */
    byte[] seal(byte[] sharedSecret, byte[] info, byte[] additionalData, byte[] plaintext)
            throws GeneralSecurityException {
        byte[] none = new byte[0];
        byte[] context = join(new byte[] {0}, extract(none, "psk_id_hash", none), extract(none, "info_hash", info));
        byte[] secret = extract(sharedSecret, "secret", none);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(expand(secret, "key", context, KEY_BYTES), "AES"),
                // Sequence number 0: the base nonce itself.
                new GCMParameterSpec(128, expand(secret, "base_nonce", context, NONCE_BYTES)));
        cipher.updateAAD(additionalData);
        return cipher.doFinal(plaintext);
    }

    private byte[] extract(byte[] salt, String label, byte[] input) throws GeneralSecurityException {
        // HMAC pads its key with zeros, so an empty salt is 32 zeros.
        return hmac(salt.length == 0 ? new byte[32] : salt, join(ascii("HPKE-v1"), suiteId, ascii(label), input));
    }

    private byte[] expand(byte[] key, String label, byte[] info, int length) throws GeneralSecurityException {
        // At most 32 bytes are asked for: one block of HKDF-Expand.
        byte[] block = hmac(key, join(int16(length), ascii("HPKE-v1"), suiteId, ascii(label), info, new byte[] {1}));
        return Arrays.copyOf(block, length);
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] int16(int value) {
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part, 0, part.length);
        }
        return out.toByteArray();
    }
}
