package dev.tutti.job.update;

import java.util.ArrayList;
import java.util.List;

/** Uploads of one device to one cohort that were refused QUOTA, so that none of them counts later. */
public final class PushedOut {
    /** Log time after which its cohort takes nothing more, milliseconds. */
    public long closesAt;
    /** Upload ids, hex. */
    public List<String> uploads = new ArrayList<>();
}
