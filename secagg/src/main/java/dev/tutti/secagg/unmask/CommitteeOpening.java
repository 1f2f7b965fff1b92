package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.share.SecretRecovery;
import dev.tutti.secagg.share.TooManyLiarsException;
import dev.tutti.secagg.statement.Announcement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Recovers S, the sum of the cohort's mask secrets, from the committee's replies (docs/protocol.md, "Job, at unmask").
 * The caller has checked each reply with {@code SignedReply.isValidFor}; members that lie all the same are named here.
 */
public final class CommitteeOpening {
    private CommitteeOpening() {}

    /** What came of the replies. */
    public sealed interface Result {}

    /**
     * S was recovered.
     *
     * @param secretSum N coefficients, centred; not copied
     * @param liars seats whose replies were wrong and were dropped
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Recovered(int[] secretSum, Set<Integer> liars) implements Result {}

    /**
     * S was not recovered.
     *
     * @param reason why
     * @param moreRepliesMayHelp whether a seat has not replied yet
     */
    public record Failed(Reason reason, boolean moreRepliesMayHelp) implements Result {}

    /** Why S was not recovered. */
    public enum Reason {
        /** Fewer than r replies. */
        TOO_FEW_REPLIES,
        /** More wrong replies than the right ones can outvote: e liars need r + 2e replies. */
        TOO_MANY_LIARS,
        /** |S|∞ exceeds 10·σ·√n: liars who were not found, or a device that shared another secret than it used. */
        SECRET_BOUND
    }

    /**
     * Recovers S.
     *
     * @param contributors |U|
     * @param sumsByMember B sums in F_p by seat; not copied
     */
    public static Result recover(Announcement announcement, int contributors, Map<Integer, int[]> sumsByMember) {
        int members = announcement.committee().members();
        sumsByMember.forEach((member, sums) -> {
            Expect.inRange("member", member, 1, members);
            Expect.inRange("number of sums", sums.length, announcement.blocks(), announcement.blocks());
            Expect.that(Arrays.stream(sums).allMatch(PrimeField::isElement), "sums must be elements of F_p");
        });
        boolean moreMayHelp = sumsByMember.size() < members;
        if (sumsByMember.size() < announcement.committee().recoveryThreshold()) {
            return new Failed(Reason.TOO_FEW_REPLIES, moreMayHelp);
        }
        SecretRecovery recovery = new SecretRecovery(announcement.committee(), new TreeMap<>(sumsByMember));
        try {
            SortedSet<Integer> liars = recovery.liars(announcement.digest());
            int[] secretSum = recovery.secret(liars);
            long bound = ResidueBound.of(contributors);
            if (Arrays.stream(secretSum).anyMatch(s -> Math.abs(s) > bound)) {
                return new Failed(Reason.SECRET_BOUND, moreMayHelp);
            }
            return new Recovered(secretSum, Set.copyOf(liars));
        } catch (TooManyLiarsException e) {
            return new Failed(Reason.TOO_MANY_LIARS, moreMayHelp);
        }
    }
}
