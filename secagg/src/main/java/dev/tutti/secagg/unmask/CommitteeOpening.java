package dev.tutti.secagg.unmask;

import dev.tutti.secagg.statement.Announcement;
import java.util.Map;
import java.util.Set;

/** Recovers. */
public final class CommitteeOpening {
    private CommitteeOpening() {}

    /** What came of the replies. */
    public sealed interface Result {}

    /** The sum of the mask secrets (N coefficients, centred; not copied) and the seats whose replies were wrong. */
    public record Recovered(int[] secretSum, Set<Integer> liars) implements Result {}

    /** Why there is no sum. */
    public record Failed(Reason reason, boolean moreRepliesMayHelp) implements Result {}

    /** Why there is no sum. */
    public enum Reason {
        TOO_FEW_REPLIES,
        TOO_MANY_LIARS,
        SECRET_BOUND
    }

    /** @param sumsByMember sums of validly signed replies by seat */
    public static Result recover(Announcement announcement, int contributors, Map<Integer, int[]> sumsByMember) {
        throw new UnsupportedOperationException();
    }
}
