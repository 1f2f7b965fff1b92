package dev.tutti.audit;

import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens a cohort's sum from what its committee wrote to the log. */
final class CohortOpening {
    private CohortOpening() {}

    /** The sums by slice, or empty when the replies in the log do not open them. */
    static Optional<List<SliceSum>> open(
            Announcement announcement, Cohort cohort, List<LoggedUpdate> contributors, List<SignedReply> replies) {
        Map<Integer, int[]> sums = new HashMap<>();
        for (SignedReply reply : replies) {
            if (reply.isValidFor(announcement, cohort.root())) {
                sums.putIfAbsent(
                        reply.statement().memberIndex(), reply.statement().sums());
            }
        }
        return CommitteeOpening.recover(announcement, cohort.size(), sums)
                        instanceof CommitteeOpening.Recovered recovered
                ? slices(announcement, contributors, recovered.secretSum())
                : Optional.empty();
    }

    private static Optional<List<SliceSum>> slices(
            Announcement announcement, List<LoggedUpdate> contributors, int[] secretSum) {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int residues = announcement.ring().residues();
        List<SliceSum> opened = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            long[] masked = new long[layout.polynomialsIn(slice) * residues];
            for (LoggedUpdate update : contributors) {
                for (int c = 0; c < layout.chunksIn(slice); c++) {
                    int chunk = layout.firstChunkOf(slice) + c;
                    int from = (layout.firstPolynomialOfChunk(chunk) - layout.firstPolynomialOf(slice)) * residues;
                    SliceAccumulator.add(
                            masked, from, update.chunks().get(chunk), announcement.ring(), contributors.size());
                }
            }
            SliceOpening.Result result = SliceOpening.open(announcement, slice, masked, secretSum, contributors.size());
            if (!(result instanceof SliceOpening.Opened one)) {
                return Optional.empty();
            }
            opened.add(one.sum());
        }
        return Optional.of(opened);
    }
}
