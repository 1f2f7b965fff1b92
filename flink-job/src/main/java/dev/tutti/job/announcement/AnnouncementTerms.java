package dev.tutti.job.announcement;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.Window;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes the terms of one cohort of a round from its task, the newest models and the drawn committee. */
final class AnnouncementTerms {
    /** Every parameter is trainable: subset 0 is the whole model. */
    private static final int WHOLE_MODEL = 0;

    private AnnouncementTerms() {}

    static Announcement write(
            TaskConfig task, PlannerState known, int subCohort, List<SignedCheckIn> seated, long now) {
        ProtocolParameters planned = task.shape().plan();
        List<BaseModel> bases = new ArrayList<>();
        for (PlannerState.Head head : known.heads) {
            bases.add(new BaseModel(head.version, Digest.of(head.digest), WHOLE_MODEL));
        }
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < seated.size(); i++) {
            seats.add(new Seat(i + 1, seated.get(i)));
        }
        return new Announcement(
                Announcement.versionFor(planned.ring()),
                new RoundId(task.population(), task.task(), known.nextRound, 1, subCohort),
                bases,
                Digest.of(HexFormat.of().parseHex(task.planDigest())),
                new Window(
                        now,
                        now + task.timing().collectMillis(),
                        reportGoal(task),
                        task.timing().graceMillis(),
                        task.timing().voteMillis(),
                        task.timing().unmaskMillis()),
                task.shape().encoding(),
                PrivacyConfiguration.NONE,
                planned.ring(),
                planned.committee(),
                new CohortLimits(
                        task.shape().minContributors(),
                        task.shape().maxContributors(),
                        task.shape().minPerBase()),
                task.shape().shareSealing(),
                seats);
    }

    /**
     * One cohort closes when its goal is reached. Sub-cohorts all close when the window does, by a goal that none reaches:
     * closing at different times, the slower devices would count in the slower sub-cohort alone, and whoever strikes there
     * would have them suspected (protocol: "Search for who burns rounds").
     */
    private static int reportGoal(TaskConfig task) {
        return task.subCohorts() == 1 ? task.reportGoal() : task.shape().maxContributors() + 1;
    }
}
