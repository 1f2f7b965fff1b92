package dev.tutti.secagg.unmask;

import dev.tutti.secagg.statement.RingParameters;

/** Adds. */
public final class SliceAccumulator {
    private SliceAccumulator() {}

    public static void add(long[] sum, int fromCoefficient, byte[] packedChunk, RingParameters ring) {
        throw new UnsupportedOperationException();
    }
}
