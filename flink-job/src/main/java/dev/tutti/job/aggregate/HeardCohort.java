package dev.tutti.job.aggregate;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.schemas.round.RoundReport;
import java.util.ArrayList;
import java.util.List;

/** A sub-cohort of which everything has been heard, while the others of its round go on. Plain, so that Flink stores it without Kryo. */
public final class HeardCohort {
    public CohortConclusion conclusion;
    /** Its report, with what its slices found; Avro single-object encoding. */
    public byte[] report = new byte[0];
    /** What its slices found, in their order; fewer than its slices when it burned before. */
    public List<SliceVerdict> verdicts = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Flink sets every field
    public HeardCohort() {}

    HeardCohort(CohortConclusion conclusion, RoundReport report, List<SliceVerdict> verdicts) {
        this.conclusion = conclusion;
        this.report = RecordCodec.encode(report);
        this.verdicts = new ArrayList<>(verdicts);
    }
}
