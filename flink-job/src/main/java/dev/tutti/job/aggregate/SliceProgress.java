package dev.tutti.job.aggregate;

import dev.tutti.secagg.statement.Announcement;
import org.jspecify.annotations.Nullable;

/** Where one slice of one cohort stands. Plain, so that Flink stores it without Kryo. */
public final class SliceProgress {
    public String population = "";
    public int slice;
    public byte[] announcement = new byte[0];
    /** Uploads admitted so far. */
    public int admitted;
    /** Chunks of admitted uploads that are not yet in the sum. */
    public int outstanding;
    /** Size of the sealed cohort, once opening. */
    public int contributors;

    public int @Nullable [] secretSum;
    /** Its time has run out once already. */
    public boolean secondTerm;
    /** Opened, failed or dropped: nothing more happens here. */
    public boolean done;

    private transient @Nullable Announcement parsed;

    public SliceProgress() {}

    Announcement parsed() {
        Announcement known = parsed;
        if (known == null) {
            known = Announcement.decode(announcement);
            parsed = known;
        }
        return known;
    }
}
