package dev.tutti.simulator.check;

import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.Encoding;
import java.util.List;

/**
 * A round with an outcome, or one sub-cohort of it, and the updates of its sealed cohort in the clear.
 *
 * @param encoding how updates were encoded
 * @param layout where everything lies in them
 * @param newestBase newest model version an update could be trained from: staleness counts from it
 * @param report what the job said about the round
 * @param updates one per contributor of the sealed cohort; empty when it never sealed
 */
public record SealedRound(
        Encoding encoding, VectorLayout layout, long newestBase, RoundReport report, List<CapturedUpdate> updates) {
    /** Copies the list. */
    public SealedRound {
        updates = List.copyOf(updates);
    }

    /**
     * A round under its announcement's terms.
     *
     * @param announcement the terms
     * @param report what the job said
     * @param updates what the fleet captured
     */
    public static SealedRound of(Announcement announcement, RoundReport report, List<CapturedUpdate> updates) {
        long newestBase = announcement.bases().stream()
                .mapToLong(BaseModel::version)
                .max()
                .orElseThrow();
        return new SealedRound(
                announcement.encoding(),
                VectorLayout.of(announcement.encoding(), announcement.ring()),
                newestBase,
                report,
                updates);
    }

    /** Whether a sum came out. */
    public boolean isCompleted() {
        return report.getStatus() == RoundStatus.COMPLETED;
    }
}
