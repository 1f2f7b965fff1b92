package dev.tutti.secagg.unmask;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;

/** Opens. */
public final class SliceOpening {
    private SliceOpening() {}

    /** What came of a slice. */
    public sealed interface Result {}

    /** The slice's sum, and the largest |E| found. */
    public record Opened(SliceSum sum, long maxResidue) implements Result {}

    /** Why the slice does not open. */
    public record Failed(Reason reason) implements Result {}

    /** Why the slice does not open. */
    public enum Reason {
        RESIDUE_BOUND,
        COUNT
    }

    /** ceil(10 sigma sqrt(n)). */
    public static long residueBound(int contributors) {
        throw new UnsupportedOperationException();
    }

    public static Result open(Announcement announcement, int slice, long[] sum, int[] secretSum, int contributors) {
        throw new UnsupportedOperationException();
    }
}
