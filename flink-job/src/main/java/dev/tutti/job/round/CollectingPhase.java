package dev.tutti.job.round;

import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The window is open. Updates are ordered by (completedAt, device); each is admitted once the log clock has passed its
 * completion, so the cohort is a function of the log alone, whatever order records arrive in.
 *
 * <p>An update whose base version has fewer than {@code minPerBase} contributors is held back until it has them, and
 * turned away at the close otherwise: alone on its base it could not hide (protocol: "Decryptor, before it votes").
 */
final class CollectingPhase extends RoundPhase {
    @Override
    void onNewUpdate(CohortRound round, Candidate candidate) {
        round.memory().put(candidate);
        round.effects().wakeAt(candidate.completedAt);
    }

    @Override
    void onTime(CohortRound round, long now) {
        settle(round, now);
        if (now >= round.state().closeAt) {
            seal(round);
        }
    }

    private static void settle(CohortRound round, long now) {
        List<Candidate> due = new ArrayList<>();
        for (Candidate candidate : round.memory().candidates()) {
            if (candidate.standing == Candidate.Standing.WAITING && candidate.completedAt <= now) {
                due.add(candidate);
            }
        }
        due.sort(Comparator.<Candidate>comparingLong(c -> c.completedAt).thenComparing(c -> c.device));
        for (Candidate candidate : due) {
            settle(round, candidate);
        }
    }

    private static void settle(CohortRound round, Candidate candidate) {
        CohortState state = round.state();
        CohortLimits limits = round.announcement().limits();
        if (candidate.completedAt > state.closeAt) {
            round.refuseLate(candidate);
            return;
        }
        if (state.admitted >= limits.maxContributors()) {
            round.refuse(candidate, RejectReason.COHORT_FULL, "the cohort reached its largest size");
            return;
        }
        int onBase = state.perBase.merge(candidate.baseVersion, 1, Integer::sum);
        if (onBase < limits.minPerBase()) {
            candidate.standing = Candidate.Standing.HELD;
            round.memory().put(candidate);
            return;
        }
        if (onBase == limits.minPerBase()) {
            List<Candidate> held = heldOn(round, candidate.baseVersion);
            if (state.admitted + held.size() + 1 > limits.maxContributors()) {
                // All of them or none: a part would stand alone on its base again.
                state.perBase.merge(candidate.baseVersion, -1, Integer::sum);
                round.refuse(candidate, RejectReason.COHORT_FULL, "the cohort has no room for its base version");
                return;
            }
            held.forEach(each -> admit(round, each));
        }
        admit(round, candidate);
    }

    private static void admit(CohortRound round, Candidate candidate) {
        CohortState state = round.state();
        candidate.standing = Candidate.Standing.ADMITTED;
        round.memory().put(candidate);
        state.admitted++;
        round.admit(candidate);
        Window window = round.announcement().window();
        if (state.admitted == window.reportGoal()) {
            state.closeAt = Math.min(state.closeAt, candidate.completedAt + window.graceMillis());
            round.effects().wakeAt(state.closeAt);
        }
    }

    private static List<Candidate> heldOn(CohortRound round, long baseVersion) {
        List<Candidate> held = new ArrayList<>();
        for (Candidate candidate : round.memory().candidates()) {
            if (candidate.standing == Candidate.Standing.HELD && candidate.baseVersion == baseVersion) {
                held.add(candidate);
            }
        }
        held.sort(Comparator.<Candidate>comparingLong(c -> c.completedAt).thenComparing(c -> c.device));
        return held;
    }

    private static void seal(CohortRound round) {
        CohortState state = round.state();
        for (Candidate candidate : round.memory().candidates()) {
            if (candidate.standing == Candidate.Standing.HELD) {
                round.refuse(candidate, RejectReason.WRONG_BASE, "too few contributors on its base version");
            }
        }
        state.sealedAt = round.effects().wallClock();
        if (state.admitted < round.announcement().limits().minContributors()) {
            round.burn(BurnReason.TOO_FEW_CONTRIBUTORS);
            return;
        }
        List<Contributor> contributors = new ArrayList<>();
        for (Candidate candidate : round.admitted()) {
            contributors.add(new Contributor(
                    DeviceId.of(HexFormat.of().parseHex(candidate.device)), Digest.sha256(candidate.statement)));
        }
        state.cohortRoot = Cohort.of(contributors).root().bytes();
        // After an outage the log clock trails the wall clock: members get their full time from whichever is later.
        state.deadline = Math.max(state.closeAt, state.sealedAt)
                + round.announcement().window().voteLimitMillis();
        round.effects().wakeAt(state.deadline);
        round.enter(CohortState.Phase.SEALED);
        round.askForVotes();
    }
}
