package dev.tutti.job.round;

import org.jspecify.annotations.Nullable;

/**
 * A vote, a refusal or a reply of a committee member, not yet checked.
 *
 * @param kind which
 * @param cohort announcement hash (hex) it names
 * @param member seat it names
 * @param statement canonical statement; null for a refusal
 * @param signature signature over it; null for a refusal
 * @param refusal reason code of a refusal; null otherwise
 * @param logTime milliseconds on the monotone log clock
 */
public record MemberMessage(
        Kind kind,
        String cohort,
        int member,
        byte @Nullable [] statement,
        byte @Nullable [] signature,
        @Nullable String refusal,
        long logTime) {
    /** What a member can say. */
    public enum Kind {
        VOTE,
        REFUSAL,
        REPLY
    }
}
