package dev.tutti.job.round;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.update.VerifiedUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Anything a cohort hears of: exactly one of the four is set. One keyed union, because a broadcast side has no key and
 * could set no timer.
 *
 * @param cohort announcement hash, hex
 * @param announced its announcement
 * @param verified a verified update
 * @param refused a refused update, for the funnel
 * @param said a member's message
 */
public record SealerInput(
        String cohort,
        @Nullable Announced announced,
        @Nullable VerifiedUpdate verified,
        @Nullable RefusedUpdate refused,
        @Nullable MemberMessage said) {
    /** An announcement, for its own cohort. */
    public static SealerInput of(Announced announced) {
        return new SealerInput(announced.cohort(), announced, null, null, null);
    }

    /** A verified update, for the cohort it names. */
    public static SealerInput of(VerifiedUpdate verified) {
        return new SealerInput(verified.cohort(), null, verified, null, null);
    }

    /** A refused update, for the cohort it names. */
    public static SealerInput of(RefusedUpdate refused) {
        return new SealerInput(refused.cohort(), null, null, refused, null);
    }

    /** A member's message, for the cohort it names. */
    public static SealerInput of(MemberMessage said) {
        return new SealerInput(said.cohort(), null, null, null, said);
    }
}
