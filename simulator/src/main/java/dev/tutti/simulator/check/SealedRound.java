package dev.tutti.simulator.check;

import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;

/**
 * A round with an outcome, and the updates of its sealed cohort in the clear.
 *
 * @param announcement its terms
 * @param report what the job said about it
 * @param updates one per contributor of the sealed cohort; empty when it never sealed
 */
public record SealedRound(Announcement announcement, RoundReport report, List<CapturedUpdate> updates) {
    /** Copies the list. */
    public SealedRound {
        updates = List.copyOf(updates);
    }

    /** Whether a sum came out. */
    public boolean isCompleted() {
        return report.getStatus() == RoundStatus.COMPLETED;
    }

    VectorLayout layout() {
        return VectorLayout.of(announcement.encoding(), announcement.ring());
    }
}
