package dev.tutti.job.round;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one cohort besides its members. Plain public fields, so that Flink stores it as a POJO:
 * the phase is kept by name and rebuilt as an object where it acts.
 */
public final class CohortState {
    public Phase phase = Phase.COLLECTING;
    public byte[] announcement = new byte[0];
    /** The task as text. */
    public String task = "";
    /** Wall clock of the announcement, milliseconds. */
    public long announcedAt;
    /** Log time after which nothing is admitted; moves earlier once, when the report goal is reached. */
    public long closeAt;
    /** Log time at which the present phase gives up. */
    public long deadline;

    /** No more replies than necessary are waited for. */
    public boolean patienceOver;

    /** The judge was told that the slices are late. */
    public boolean overdue;

    public int admitted;
    /** Complete updates by base version, admitted or held. */
    public Map<Long, Integer> perBase = new HashMap<>();

    public byte @Nullable [] cohortRoot;
    public byte @Nullable [] certificate;

    public int uploaded;
    public int verified;
    public int late;
    public Map<String, Integer> rejected = new HashMap<>();
    /** Seat → reason code of its refusal. */
    public Map<Integer, String> refusals = new HashMap<>();

    public long sealedAt;
    public long certifiedAt;
    public long unmaskedAt;

    public CohortState() {}

    /** Where a round stands. APPLYING ends in COMPLETED or BURNED outside the sealer, once the slices have been judged. */
    public enum Phase {
        COLLECTING,
        SEALED,
        UNMASKING,
        APPLYING,
        BURNED
    }
}
