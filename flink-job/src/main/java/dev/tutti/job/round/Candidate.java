package dev.tutti.job.round;

import dev.tutti.job.update.VerifiedUpdate;

/** A verified update while its cohort decides about it. Plain, so that Flink stores it without Kryo. */
public final class Candidate {
    /** Where a candidate stands. */
    public enum Standing {
        /** Its completion time has not passed on the log clock. */
        WAITING,
        /** Complete, but its base version has too few contributors so far to hide it. */
        HELD,
        /** In the cohort. */
        ADMITTED,
        /** Turned away; its receipt is out. */
        REFUSED
    }

    public String device = "";
    public String upload = "";
    public long baseVersion;
    public byte[] statement = new byte[0];
    public byte[] signature = new byte[0];
    public byte[] credential = new byte[0];
    public byte[] shareLeaves = new byte[0];
    public long completedAt;
    public Standing standing = Standing.WAITING;

    public Candidate() {}

    static Candidate of(VerifiedUpdate update) {
        Candidate candidate = new Candidate();
        candidate.device = update.device();
        candidate.upload = update.upload();
        candidate.baseVersion = update.baseVersion();
        candidate.statement = update.statement();
        candidate.signature = update.signature();
        candidate.credential = update.credential();
        candidate.shareLeaves = update.shareLeaves();
        candidate.completedAt = update.completedAt();
        return candidate;
    }

    /** A candidate that was turned away is remembered by its device alone: there may be many of them. */
    void forgetEvidence() {
        statement = new byte[0];
        signature = new byte[0];
        credential = new byte[0];
        shareLeaves = new byte[0];
    }
}
