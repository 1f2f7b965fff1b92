package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * How many contributors a cohort may have.
 *
 * @param minContributors n_min: with fewer the round burns
 * @param maxContributors n_max: what the slots and the noise headroom are sized for
 * @param minPerBase n_base: contributors each base model in the cohort must have
 */
public record CohortLimits(int minContributors, int maxContributors, int minPerBase) {
    public CohortLimits {
        Expect.inRange("maxContributors", maxContributors, 1, 1 << 20);
        Expect.inRange("minContributors", minContributors, 1, maxContributors);
        Expect.inRange("minPerBase", minPerBase, 1, maxContributors);
    }

    void write(CanonicalWriter out) {
        out.int32(minContributors).int32(maxContributors).int32(minPerBase);
    }

    static CohortLimits read(CanonicalReader in) {
        return new CohortLimits(in.int32(), in.int32(), in.int32());
    }
}
