package dev.tutti.simulator;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.PlaintextRun;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.FunnelLine;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.report.RoundFigures;
import dev.tutti.simulator.report.RoundResult;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says one line per round that is over, holds its sum to the plain one, and keeps the figures. */
final class RoundWatch {
    /** What a run without privacy beside the real one would have come to. */
    @FunctionalInterface
    interface Beside {
        /** There is none. */
        Beside NOTHING = round -> OptionalDouble.empty();

        /** Accuracy on unseen examples after the same round; empty when nothing runs beside. */
        OptionalDouble accuracy(SealedRound round) throws PlanRefusedException;
    }

    private final RunningTask task;
    private final Progress progress;
    private final boolean check;
    private final Beside beside;
    private final List<RoundFigures> figures = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private OptionalDouble previousAccuracy = OptionalDouble.empty();

    /**
     * @param task whose rounds
     * @param progress where the lines go
     * @param check whether sums are compared
     * @param beside what runs beside it
     */
    RoundWatch(RunningTask task, Progress progress, boolean check, Beside beside) {
        this.task = task;
        this.progress = progress;
        this.check = check;
        this.beside = beside;
    }

    /** Adds the next round that is over; the fleet forgets it. */
    RoundFigures add(ObservedRound observed) throws TuttiException, PlanRefusedException {
        Fleet fleet = task.fleet();
        SealedRound sealed =
                SealedRound.of(observed.announcement(), observed.report(), fleet.updatesOf(observed.report()));
        RoundResult result = result(sealed, fleet);
        progress.say(FunnelLine.of(result, previousAccuracy));
        if (sealed.isCompleted()) {
            previousAccuracy = result.accuracy();
        }
        RoundFigures added = figures(observed, sealed, result);
        figures.add(added);
        fleet.forget(observed.report());
        return added;
    }

    private RoundFigures figures(ObservedRound observed, SealedRound sealed, RoundResult result)
            throws TuttiException, PlanRefusedException {
        if (!sealed.isCompleted()) {
            return new RoundFigures(result, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
        }
        Optional<Boolean> exact = Optional.empty();
        if (check) {
            Optional<String> difference = new ExactCheck(task.artifacts()).difference(sealed, observed.aggregates());
            difference.ifPresent(differences::add);
            exact = Optional.of(difference.isEmpty());
        }
        double heldOut = PlaintextRun.accuracy(task.trainer(), task.workload(), task.model(observed));
        return new RoundFigures(result, OptionalDouble.of(heldOut), beside.accuracy(sealed), exact);
    }

    private static RoundResult result(SealedRound sealed, Fleet fleet) {
        RoundReport report = sealed.report();
        long round = report.getRound();
        OptionalDouble accuracy = report.getEvaluationExamples() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) report.getEvaluationCorrect() / report.getEvaluationExamples());
        return new RoundResult(
                round,
                fleet.announced(round),
                fleet.trained(round),
                report.getUploaded(),
                report.getVerified(),
                report.getSealed(),
                report.getLate(),
                report.getRejected(),
                report.getCommittee(),
                report.getVotes(),
                report.getReplies(),
                sealed.isCompleted(),
                report.getReason(),
                accuracy,
                report.getEvaluatedVersion(),
                report.getModelVersion(),
                report.getPromotedVersion(),
                report.getGuard() == GuardVerdict.BELOW_GUARD,
                (report.getPublishedAtMillis() - report.getAnnouncedAtMillis()) / 1000.0,
                fleet.dropped(report, sealed.isCompleted()));
    }

    /** Everything so far. */
    DemoFigures figures(long seed) {
        int parameters = task.workload().plan().getDimension();
        return new DemoFigures(
                task.workload().name(),
                task.workload().source(),
                task.fleet().size(),
                seed,
                figures,
                task.workload().unseen().examples().size(),
                task.workload().unseen().whose(),
                parameters,
                task.fleet().bytesPerUpdate(),
                (long) parameters * Float.BYTES,
                secondsSinceStart());
    }

    /** @throws TuttiException when any sum so far was not exact */
    void requireExact() throws TuttiException {
        if (!differences.isEmpty()) {
            throw new TuttiException(TuttiError.SUM_DIFFERS, String.join("; ", differences));
        }
    }

    private static double secondsSinceStart() {
        // The process may be older than the JVM: the launcher builds in it first.
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        return (System.currentTimeMillis() - started) / 1000.0;
    }
}
