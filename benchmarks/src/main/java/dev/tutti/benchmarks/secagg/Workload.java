package dev.tutti.benchmarks.secagg;

/** Sizes of the work that the limits are timed on. */
public final class Workload {
    /** Coefficients of an update of a million parameters: 245 polynomials of 2,048. */
    public static final int COEFFICIENTS = 245 * 2048;

    /** Bytes that the streams and the hash are timed on. */
    public static final int STREAM_BYTES = 4 << 20;

    /** Bytes of the copy. */
    public static final int COPY_BYTES = 64 << 20;

    /** Sources of the addition, together larger than caches are. */
    public static final int SOURCES = 32;

    private Workload() {}
}
