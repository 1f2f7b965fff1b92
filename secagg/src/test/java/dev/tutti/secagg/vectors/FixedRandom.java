package dev.tutti.secagg.vectors;

import dev.tutti.secagg.codec.Xof;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Not random at all: the bytes of SHAKE128 over a label. What a vector draws, its reader can draw too. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Xof stream;

    FixedRandom(String label) {
        stream = Xof.shake128(label.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first bytes of that label's stream. */
    static byte[] bytes(String label, int length) {
        byte[] bytes = new byte[length];
        new FixedRandom(label).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) stream.next(1);
        }
    }
}
