package dev.tutti.simulator.cluster;

import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import java.util.List;

/**
 * A round that is over: all its sub-cohorts, of which those that completed moved the model together.
 *
 * @param cohorts at least one, in the order of their sub-cohorts
 */
public record WholeRound(List<ObservedRound> cohorts) {
    /** Copies the list. */
    public WholeRound {
        cohorts = List.copyOf(cohorts);
    }

    /** Its number, from 1. */
    public long number() {
        return cohorts.get(0).report().getRound();
    }

    /** Its population. */
    public String population() {
        return cohorts.get(0).report().getPopulation();
    }

    /** What the job said of each sub-cohort, in their order. */
    public List<RoundReport> reports() {
        return cohorts.stream().map(ObservedRound::report).toList();
    }

    /** Whether the model moved. */
    public boolean isCompleted() {
        return reports().stream().anyMatch(report -> report.getStatus() == RoundStatus.COMPLETED);
    }

    /**
     * The round's one cohort.
     *
     * @throws IllegalStateException when it has several
     */
    public ObservedRound only() {
        if (cohorts.size() != 1) {
            throw new IllegalStateException("expected a round of one cohort, has " + cohorts.size());
        }
        return cohorts.get(0);
    }
}
