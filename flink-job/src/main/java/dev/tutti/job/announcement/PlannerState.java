package dev.tutti.job.announcement;

import java.util.ArrayList;
import java.util.List;

/** What the planner remembers of one population besides its check-ins. Plain, so that Flink stores it without Kryo. */
public final class PlannerState {
    /** The task as text; see {@link dev.tutti.job.config.TaskText}. */
    public String task = "";
    /** Whether rounds are announced. */
    public Standing standing = Standing.RUNNING;
    /** Number of the last order; 0 before the first. */
    public long lastOrder;
    /** Digest (hex) of the last order. */
    public String lastOrderDigest = "";
    /** Why the last order was not carried out; empty when it was. */
    public String lastRefusal = "";
    /** Digest (hex) of the rollback under way: nothing is announced until its model is there. Empty when there is none. */
    public String restoring = "";
    /** Number of the next round. */
    public long nextRound = 1;
    /** Cohorts announced and not ended, by rising round. */
    public List<LiveRound> live = new ArrayList<>();
    /** Newest model versions, oldest first: a contiguous suffix of the hash chain. */
    public List<Head> heads = new ArrayList<>();
    /** Version of the list of revoked devices last used; 0 before the first. */
    public long revocations;
    /** Why the round that is due is withheld; empty when none is. See {@link Withheld}. */
    public String withheld = "";
    /** When to try again to announce it, wall clock, milliseconds; 0 when nothing is withheld. */
    public long retryAt;
    /** Devices (hex) barred for proven bad shares. */
    public List<String> barred = new ArrayList<>();

    public PlannerState() {}

    /** How a task stands. */
    public enum Standing {
        CREATED,
        RUNNING,
        PAUSED,
        STOPPED
    }

    /** Whether another round may be announced: none is open, or fewer than may be and the newest has sealed all its cohorts. */
    boolean hasRoom(int liveRounds) {
        if (live.isEmpty()) {
            return true;
        }
        long newest = live.get(live.size() - 1).round;
        long open = live.stream().mapToLong(cohort -> cohort.round).distinct().count();
        return open < liveRounds
                && live.stream().filter(cohort -> cohort.round == newest).allMatch(cohort -> cohort.sealed);
    }

    /** A cohort in flight. */
    public static final class LiveRound {
        public long round;
        public String cohort = "";
        public boolean sealed;
        /** Canonical announcement, as it was said. */
        public byte[] announcement = new byte[0];
        /** The operator's signature over it. */
        public byte[] signature = new byte[0];
        /** Canonical proof of its committee; empty where committees are not drawn. */
        public byte[] committeeProof = new byte[0];
    }

    /** A model version updates may start from. */
    public static final class Head {
        public long version;
        public byte[] digest = new byte[0];

        public Head() {}

        Head(long version, byte[] digest) {
            this.version = version;
            this.digest = digest;
        }
    }
}
