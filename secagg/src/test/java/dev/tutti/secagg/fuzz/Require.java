package dev.tutti.secagg.fuzz;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;

/** What properties are stated with. Plain errors: a fuzzer's instrumented classes should be ours alone. */
final class Require {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Require() {}

    /** Throws unless {@code holds}. */
    static void that(boolean holds, String expected) {
        if (!holds) {
            throw new AssertionError("expected " + expected);
        }
    }

    /** Throws unless both hold the same bytes. */
    static void equal(byte[] expected, byte[] actual, String what) {
        that(Arrays.equals(expected, actual), what + " to be the same bytes again");
    }

    /**
     * The result of {@code decode}, which must not allocate more than {@code maxBytes}. A first try may load classes, so
     * only what two tries in a row allocate counts.
     */
    static <T> T withinMemory(long maxBytes, Supplier<T> decode) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T value = decode.get();
        if (THREADS.getCurrentThreadAllocatedBytes() - before > maxBytes) {
            before = THREADS.getCurrentThreadAllocatedBytes();
            value = decode.get();
            long used = THREADS.getCurrentThreadAllocatedBytes() - before;
            that(used <= maxBytes, "at most " + maxBytes + " bytes of memory, but it took " + used);
        }
        return value;
    }
}
