package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * Names one try at one round of one task.
 *
 * @param population population of the task, e.g. {@code fitness/demo}
 * @param task task within the population
 * @param round round number, from 1
 * @param attempt attempt at this round, from 1
 * @param subCohort sub-cohort within the round, from 0
 */
public record RoundId(String population, String task, long round, int attempt, int subCohort) {
    private static final String LABEL = "tutti/round/v1";

    public RoundId {
        Names.check("population", population);
        Names.check("task", task);
        Expect.inRange("round", round, 1, Long.MAX_VALUE);
        Expect.inRange("attempt", attempt, 1, Integer.MAX_VALUE);
        Expect.inRange("subCohort", subCohort, 0, Integer.MAX_VALUE);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static RoundId decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, RoundId::read);
    }

    void write(CanonicalWriter out) {
        out.text(population).text(task).int64(round).int32(attempt).int32(subCohort);
    }

    static RoundId read(CanonicalReader in) {
        return new RoundId(in.text(Names.MAX_LENGTH), in.text(Names.MAX_LENGTH), in.int64(), in.int32(), in.int32());
    }
}
