package dev.tutti.secagg.codec;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/** An extendable-output function (FIPS 202): a short input becomes an endless stream of bytes. */
public final class Xof {
    /** A multiple of both rates (168 and 136 bytes), so that no permutation's output is split. */
    private static final int BUFFER_BYTES = 168 * 17;

    private final SHAKEDigest shake;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position = BUFFER_BYTES;

    private Xof(int bits, byte[]... input) {
        shake = new SHAKEDigest(bits);
        for (byte[] part : input) {
            shake.update(part, 0, part.length);
        }
    }

    /** SHAKE128 over the concatenated parts; the caller keeps them unambiguous. For public expansion. */
    public static Xof shake128(byte[]... input) {
        return new Xof(128, input);
    }

    /** SHAKE256 over the concatenated parts; the caller keeps them unambiguous. For secret streams. */
    public static Xof shake256(byte[]... input) {
        return new Xof(256, input);
    }

    /**
     * The next bytes of the stream as one big-endian number.
     *
     * @param bytes how many, 1…8
     */
    public long next(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            if (position == BUFFER_BYTES) {
                shake.doOutput(buffer, 0, BUFFER_BYTES);
                position = 0;
            }
            value = value << Byte.SIZE | (buffer[position++] & 0xff);
        }
        return value;
    }

    /** Forgets the stream. */
    public void erase() {
        shake.reset();
        Arrays.fill(buffer, (byte) 0);
        position = BUFFER_BYTES;
    }
}
