package dev.tutti.secagg.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/** An extendable-output function (FIPS 202): a short input becomes an endless stream of bytes. */
public final class Xof {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Permutations whose output is kept at a time: enough to be quick, few enough that a short stream wastes little. */
    private static final int PERMUTATIONS = 2;

    private final SHAKEDigest shake;
    private final byte[] buffer;
    private int position;

    private Xof(int bits, byte[]... input) {
        shake = new SHAKEDigest(bits);
        buffer = new byte[PERMUTATIONS * shake.getByteLength()];
        position = buffer.length;
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
        if (position + Long.BYTES <= buffer.length) {
            long word = (long) WORD.get(buffer, position);
            position += bytes;
            return word >>> (Long.SIZE - Byte.SIZE * bytes);
        }
        return nextByByte(bytes);
    }

    private long nextByByte(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            if (position == buffer.length) {
                shake.doOutput(buffer, 0, buffer.length);
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
        position = buffer.length;
    }
}
