package dev.tutti.audit;

import dev.tutti.schemas.round.RoundReport;
import java.util.Optional;

/**
 * What came of one round's audit.
 *
 * @param report what the job said
 * @param difference the first thing in which the log says otherwise; empty when they are identical
 */
public record AuditedRound(RoundReport report, Optional<String> difference) {
    static AuditedRound identical(RoundReport report) {
        return new AuditedRound(report, Optional.empty());
    }

    static AuditedRound different(RoundReport report, String difference) {
        return new AuditedRound(
                report, Optional.of(report.getPopulation() + " round " + report.getRound() + ": " + difference));
    }

    /** Whether the log says the same. */
    public boolean isIdentical() {
        return difference.isEmpty();
    }
}
