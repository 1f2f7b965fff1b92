package dev.tutti.secagg.encode;

import dev.tutti.secagg.statement.Encoding;

/** Decodes. */
public final class UpdateDecoder {
    private UpdateDecoder() {}

    public static float[] meanDelta(SliceSum sum, Encoding encoding) {
        throw new UnsupportedOperationException();
    }
}
