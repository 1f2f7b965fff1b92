package dev.tutti.job.round;

import org.jspecify.annotations.Nullable;

/**
 * An order of the sealer to one member's share box.
 *
 * @param kind what to do
 * @param cohort announcement hash, hex
 * @param member seat, 1-based
 * @param notice the sealed cohort; with SEAL only
 * @param device device (hex) whose share to forget; with REJECT only
 * @param upload upload (hex) whose share to forget; with REJECT only
 */
public record BoxSignal(
        Kind kind,
        String cohort,
        int member,
        @Nullable SealNotice notice,
        @Nullable String device,
        @Nullable String upload) {
    /** What a box can be told. */
    public enum Kind {
        /** The cohort is sealed: ask the member to vote on it. */
        SEAL,
        /** This upload was turned away: forget its share, also one that is still on its way. */
        REJECT,
        /** The round burned before it was sealed: forget everything. */
        DROP
    }

    static BoxSignal seal(SealNotice notice) {
        return new BoxSignal(Kind.SEAL, notice.cohort(), notice.member(), notice, null, null);
    }

    static BoxSignal reject(String cohort, int member, String device, String upload) {
        return new BoxSignal(Kind.REJECT, cohort, member, null, device, upload);
    }

    static BoxSignal drop(String cohort, int member) {
        return new BoxSignal(Kind.DROP, cohort, member, null, null, null);
    }
}
