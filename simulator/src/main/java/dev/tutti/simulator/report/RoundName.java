package dev.tutti.simulator.report;

import dev.tutti.schemas.round.RoundReport;

/** What a round is called before a person: its number, and of one of several sub-cohorts {@code 3/0}. */
public final class RoundName {
    private RoundName() {}

    /** The name of what a report is of. */
    public static String of(RoundReport report) {
        return of(report.getRound(), report.getSubCohort(), report.getSubCohorts());
    }

    static String of(long round, int subCohort, int subCohorts) {
        return subCohorts > 1 ? round + "/" + subCohort : Long.toString(round);
    }
}
