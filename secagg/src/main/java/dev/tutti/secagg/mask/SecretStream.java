package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An endless stream of uniform bits that nobody can predict: the key stream of ChaCha20 (RFC 8439) under a fresh 256-bit
 * key. Who does not know the key cannot tell it from random bits, and its blocks are outputs of a function, not of a
 * permutation, so that no length of stream weakens this.
 *
 * <p>Why not AES: in a process that has just started, which is how a device runs, the JDK computes AES from tables, at
 * addresses that depend on the key. ChaCha20 is additions, rotations and exclusive ors, in constant time however it is
 * compiled. Why not a {@link SecureRandom} itself: it is a hundred times as slow.
 *
 * <p>For one thread. {@link #close} forgets what is at hand; the key inside the JDK's cipher is then the garbage collector's.
 */
public final class SecretStream implements RandomGenerator, AutoCloseable {
    private static final String CIPHER = "ChaCha20";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int BLOCK_WORDS = 1024;
    private static final byte[] ZEROS = new byte[BLOCK_WORDS * Long.BYTES];

    /** Absent once closed. */
    private @Nullable Cipher cipher;

    private final byte[] block = new byte[ZEROS.length];
    private final LongBuffer words =
            ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();

    /**
     * Draws a key.
     *
     * @param random where from: 32 bytes
     */
    public SecretStream(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        cipher = cipher(key);
        Arrays.fill(key, (byte) 0);
        words.position(BLOCK_WORDS);
    }

    private static Cipher cipher(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            // The key is used once, so the nonce may be zero.
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, CIPHER),
                    new ChaCha20ParameterSpec(new byte[NONCE_BYTES], 0));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 11 has ChaCha20", e);
        }
    }

    /** 64 bits: the next eight bytes of the stream, lowest first. */
    @Override
    public long nextLong() {
        if (!words.hasRemaining()) {
            refill();
        }
        return words.get();
    }

    /** Fills {@code out} with what as many calls of {@link #nextLong} would return. */
    public void fill(long[] out) {
        for (int done = 0; done < out.length; ) {
            if (!words.hasRemaining()) {
                refill();
            }
            int length = Math.min(out.length - done, words.remaining());
            words.get(out, done, length);
            done += length;
        }
    }

    private void refill() {
        Cipher open = cipher;
        if (open == null) {
            throw new IllegalStateException("the stream was closed");
        }
        try {
            int written = open.update(ZEROS, 0, ZEROS.length, block, 0);
            Expect.inRange("bytes of the key stream", written, ZEROS.length, ZEROS.length);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher writes as much as it reads", e);
        }
        words.clear();
    }

    /** Forgets what is left of the last block, and the key; whoever asks for more bits gets an IllegalStateException. */
    @Override
    public void close() {
        cipher = null;
        Arrays.fill(block, (byte) 0);
        words.position(BLOCK_WORDS);
    }

    /** Says nothing about the stream. */
    @Override
    public String toString() {
        return "SecretStream[secret]";
    }
}
