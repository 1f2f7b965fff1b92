package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.secagg.codec.Expect;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * TPM2_MakeCredential without a TPM (part 1, 24): a secret that only the TPM with a certain endorsement key can open, and
 * only if a certain attestation key lives in it. A device that tells the secret has shown both at once.
 *
 * @param idObject TPM2B_ID_OBJECT, with its length
 * @param encryptedSecret TPM2B_ENCRYPTED_SECRET, with its length
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares challenges
public record TpmCredentialChallenge(byte[] idObject, byte[] encryptedSecret) {
    /** Length of the secret. */
    public static final int SECRET_BYTES = 32;

    public TpmCredentialChallenge {
        idObject = idObject.clone();
        encryptedSecret = encryptedSecret.clone();
    }

    /** A copy. */
    @Override
    public byte[] idObject() {
        return idObject.clone();
    }

    /** A copy. */
    @Override
    public byte[] encryptedSecret() {
        return encryptedSecret.clone();
    }

    /** What came of making one: endorsement keys come from outside. */
    public sealed interface Result {
        /** The challenge. */
        record Made(TpmCredentialChallenge challenge) implements Result {}

        /** There is none for such keys. */
        record Rejected(Refused refused) implements Result {}
    }

    /**
     * Makes a challenge.
     *
     * @param endorsementKey SubjectPublicKeyInfo of the endorsement certificate, DER, verified: RSA-2048, P-256 or P-384
     *     with the TCG's templates (EK Credential Profile 2.3, B.3: L-1, L-2, H-3)
     * @param attestationKey TPMT_PUBLIC
     * @param secret {@value #SECRET_BYTES} random bytes, to be compared with what the device tells
     * @param random of the seed
     */
    public static Result make(byte[] endorsementKey, byte[] attestationKey, byte[] secret, SecureRandom random) {
        Expect.inRange("length of secret", secret.length, SECRET_BYTES, SECRET_BYTES);
        try {
            byte[] name = TpmKey.parse(attestationKey, "attestation key").name();
            EndorsementSeed seed = EndorsementSeed.seal(info(endorsementKey), random);
            return new Result.Made(new TpmCredentialChallenge(idObject(seed, name, secret), sized(seed.encrypted())));
        } catch (RefusedException e) {
            return new Result.Rejected(e.refused());
        }
    }

    private static SubjectPublicKeyInfo info(byte[] endorsementKey) throws RefusedException {
        try {
            return SubjectPublicKeyInfo.getInstance(endorsementKey);
        } catch (RuntimeException e) {
            throw new RefusedException(RefusalReason.MALFORMED_CERTIFICATE, "endorsement key");
        }
    }

    /** Part 1, 24.4 and 24.5: the secret under a key from the seed and the name, then a code over both. */
    private static byte[] idObject(EndorsementSeed seed, byte[] name, byte[] secret) {
        Supplier<Digest> hash = seed.hash();
        byte[] key = KeyDerivation.a(hash, seed.seed(), "STORAGE", name, seed.symmetricBits());
        byte[] encrypted = encrypted(key, sized(secret));
        int hashBytes = hash.get().getDigestSize();
        HMac mac = new HMac(hash.get());
        mac.init(new KeyParameter(KeyDerivation.a(hash, seed.seed(), "INTEGRITY", new byte[0], hashBytes * Byte.SIZE)));
        mac.update(encrypted, 0, encrypted.length);
        mac.update(name, 0, name.length);
        byte[] code = new byte[hashBytes];
        mac.doFinal(code, 0);
        byte[] sizedCode = sized(code);
        return sized(ByteBuffer.allocate(sizedCode.length + encrypted.length)
                .put(sizedCode)
                .put(encrypted)
                .array());
    }

    /** AES in CFB mode from a zero vector: each key is used once. */
    private static byte[] encrypted(byte[] key, byte[] plain) {
        var cipher = CFBBlockCipher.newInstance(AESEngine.newInstance(), 128);
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), new byte[cipher.getBlockSize()]));
        byte[] out = Arrays.copyOf(plain, plain.length);
        cipher.processBytes(plain, 0, plain.length, out, 0);
        return out;
    }

    /** Bytes behind their length in two bytes. */
    static byte[] sized(byte[] bytes) {
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }
}
