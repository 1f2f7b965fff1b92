package dev.tutti.attestation.tpm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The TPM's two key derivations (part 1, 11.4.10). Labels end in a zero byte, as there. */
final class KeyDerivation {
    private KeyDerivation() {}

    /** KDFa (11.4.10.2): SP 800-108 in counter mode over HMAC, context in one piece. */
    static byte[] a(Supplier<Digest> hash, byte[] key, String label, byte[] context, int bits) {
        HMac mac = new HMac(hash.get());
        mac.init(new KeyParameter(key));
        byte[] out = new byte[(bits / 8 + mac.getMacSize() - 1) / mac.getMacSize() * mac.getMacSize()];
        for (int block = 0; block * mac.getMacSize() < out.length; block++) {
            update(mac, number(block + 1));
            update(mac, zeroEnded(label));
            update(mac, context);
            update(mac, number(bits));
            mac.doFinal(out, block * mac.getMacSize());
        }
        return Arrays.copyOf(out, bits / 8);
    }

    /** KDFe (11.4.10.3): SP 800-56A's concatenation of a shared secret and both parties' x. */
    static byte[] e(Supplier<Digest> hash, byte[] shared, String label, byte[] partyU, byte[] partyV, int bits) {
        Digest digest = hash.get();
        byte[] out =
                new byte[(bits / 8 + digest.getDigestSize() - 1) / digest.getDigestSize() * digest.getDigestSize()];
        for (int block = 0; block * digest.getDigestSize() < out.length; block++) {
            for (byte[] part : new byte[][] {number(block + 1), shared, zeroEnded(label), partyU, partyV}) {
                digest.update(part, 0, part.length);
            }
            digest.doFinal(out, block * digest.getDigestSize());
        }
        return Arrays.copyOf(out, bits / 8);
    }

    /** A label as the TPM hashes it. */
    static byte[] zeroEnded(String label) {
        return (label + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static void update(HMac mac, byte[] bytes) {
        mac.update(bytes, 0, bytes.length);
    }
}
