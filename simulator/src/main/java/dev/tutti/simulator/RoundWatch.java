package dev.tutti.simulator;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.PlaintextRun;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.cluster.WholeRound;
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

/** Says one line per round or sub-cohort that is over, holds its sum to the plain one, and keeps the figures. */
final class RoundWatch {
    /** What a run without privacy beside the real one would have come to. */
    @FunctionalInterface
    interface Beside {
        /** There is none. */
        Beside NOTHING = cohorts -> OptionalDouble.empty();

        /**
         * Accuracy on unseen examples after the same round; empty when nothing runs beside.
         *
         * @param cohorts the round's sub-cohorts that completed, in their order; at least one
         */
        OptionalDouble accuracy(List<SealedRound> cohorts) throws PlanRefusedException;
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
    void add(WholeRound round) throws TuttiException, PlanRefusedException {
        Fleet fleet = task.fleet();
        List<SealedRound> sealed = new ArrayList<>();
        List<RoundResult> results = new ArrayList<>();
        for (ObservedRound observed : round.cohorts()) {
            SealedRound cohort =
                    SealedRound.of(observed.announcement(), observed.report(), fleet.updatesOf(observed.report()));
            RoundResult result = result(cohort, round, fleet);
            sealed.add(cohort);
            results.add(result);
            progress.say(FunnelLine.of(result, previousAccuracy));
        }
        if (round.isCompleted()) {
            previousAccuracy = accuracy(
                    round.reports().stream().filter(RoundWatch::isCompleted).toList());
        }
        figures.addAll(figures(round, sealed, results));
        round.reports().forEach(fleet::forget);
    }

    private List<RoundFigures> figures(WholeRound round, List<SealedRound> sealed, List<RoundResult> results)
            throws TuttiException, PlanRefusedException {
        OptionalDouble heldOut = OptionalDouble.empty();
        OptionalDouble plaintext = OptionalDouble.empty();
        if (round.isCompleted()) {
            heldOut = OptionalDouble.of(
                    PlaintextRun.accuracy(task.trainer(), task.workload(), task.model(madeBy(round))));
            plaintext = beside.accuracy(
                    sealed.stream().filter(SealedRound::isCompleted).toList());
        }
        List<RoundFigures> added = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            added.add(
                    results.get(i).completed()
                            ? new RoundFigures(
                                    results.get(i),
                                    heldOut,
                                    plaintext,
                                    exact(sealed.get(i), round.cohorts().get(i)))
                            : new RoundFigures(
                                    results.get(i), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty()));
        }
        return added;
    }

    /** Those of its sub-cohorts that completed all name the one version they made. */
    private static ModelPublished madeBy(WholeRound round) {
        return round.cohorts().stream()
                .flatMap(cohort -> cohort.model().stream())
                .findFirst()
                .orElseThrow();
    }

    private Optional<Boolean> exact(SealedRound sealed, ObservedRound observed) {
        if (!check) {
            return Optional.empty();
        }
        Optional<String> difference = new ExactCheck(task.artifacts()).difference(sealed, observed.aggregates());
        difference.ifPresent(differences::add);
        return Optional.of(difference.isEmpty());
    }

    /** From the masked sums: of several sub-cohorts, every example counts alike. */
    private static OptionalDouble accuracy(List<RoundReport> reports) {
        long examples =
                reports.stream().mapToLong(RoundReport::getEvaluationExamples).sum();
        long correct =
                reports.stream().mapToLong(RoundReport::getEvaluationCorrect).sum();
        return examples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / examples);
    }

    private static boolean isCompleted(RoundReport report) {
        return report.getStatus() == RoundStatus.COMPLETED;
    }

    private static RoundResult result(SealedRound sealed, WholeRound whole, Fleet fleet) {
        RoundReport report = sealed.report();
        long round = report.getRound();
        return new RoundResult(
                round,
                report.getSubCohort(),
                report.getSubCohorts(),
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
                accuracy(List.of(report)),
                report.getEvaluatedVersion(),
                report.getModelVersion(),
                report.getPromotedVersion(),
                report.getGuard() == GuardVerdict.BELOW_GUARD,
                report.getBarred().size(),
                (report.getPublishedAtMillis() - report.getAnnouncedAtMillis()) / 1000.0,
                fleet.dropped(report, whole.reports()));
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
