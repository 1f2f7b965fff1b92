package dev.tutti.audit;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;

/**
 * A cohort whose sum the log opens.
 *
 * @param announcement its terms
 * @param sums its sums, slice by slice
 */
record OpenedCohort(Announcement announcement, List<SliceSum> sums) {
    int subCohort() {
        return announcement.round().subCohort();
    }

    /** Mean update of one slice. */
    float[] meanDelta(int slice) {
        return UpdateDecoder.meanDelta(sums.get(slice), announcement.encoding());
    }

    long weight(int slice) {
        return sums.get(slice).weight();
    }
}
