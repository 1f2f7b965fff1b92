package dev.tutti.simulator;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.PlaintextRun;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.report.ClosingTable;
import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.FiguresFile;
import dev.tutti.simulator.report.FunnelLine;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.report.RoundFigures;
import dev.tutti.simulator.report.RoundResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The demo from start to closing table: watches a {@link Simulation}'s rounds, checks them, and adds them up. */
final class Demo {
    private final DemoOptions options;
    private final Progress progress;
    private final List<RoundFigures> figures = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private OptionalDouble previousAccuracy = OptionalDouble.empty();

    Demo(DemoOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs the demo.
     *
     * @return the figures, every one of which was printed
     * @throws TuttiException when it could not go on, or when a sum was not exact
     */
    DemoFigures run() throws TuttiException {
        DemoFigures all;
        checkJson();
        try (Simulation simulation = Simulation.start(options, progress)) {
            PlaintextRun plaintext = new PlaintextRun(simulation.workload(), simulation.trainer());
            for (long round = 1; round <= options.rounds(); round++) {
                watch(simulation, plaintext, round);
            }
            all = figures(simulation);
            progress.done();
            ClosingTable.of(all).forEach(progress::say);
            progress.closing();
        } catch (PlanRefusedException e) {
            throw new IllegalStateException("expected a trainer that runs the workload's own plan", e);
        }
        Path json = options.json();
        if (json != null) {
            write(json, all);
        }
        if (!differences.isEmpty()) {
            throw new TuttiException(TuttiError.SUM_DIFFERS, String.join("; ", differences));
        }
        return all;
    }

    private void watch(Simulation simulation, PlaintextRun plaintext, long round)
            throws TuttiException, PlanRefusedException {
        Fleet fleet = simulation.fleet();
        progress.step("round " + round);
        int expected = simulation.task().survivors();
        ObservedRound observed =
                simulation.next(() -> progress.at("trained", Math.min(expected, fleet.trained(round)), expected));
        SealedRound sealed =
                SealedRound.of(observed.announcement(), observed.report(), fleet.updatesOf(observed.report()));
        RoundResult result = result(sealed, fleet);
        progress.say(FunnelLine.of(result, previousAccuracy));
        if (sealed.isCompleted()) {
            previousAccuracy = result.accuracy();
        }
        figures.add(added(simulation, plaintext, observed, sealed, result));
        fleet.forget(observed.report());
    }

    private RoundFigures added(
            Simulation simulation,
            PlaintextRun plaintext,
            ObservedRound observed,
            SealedRound sealed,
            RoundResult result)
            throws TuttiException, PlanRefusedException {
        if (!sealed.isCompleted()) {
            return new RoundFigures(result, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
        }
        Optional<Boolean> exact = Optional.empty();
        if (options.check()) {
            Optional<String> difference =
                    new ExactCheck(simulation.artifacts()).difference(sealed, observed.aggregates());
            difference.ifPresent(differences::add);
            exact = Optional.of(difference.isEmpty());
        }
        double heldOut = PlaintextRun.accuracy(simulation.trainer(), simulation.workload(), simulation.model(observed));
        return new RoundFigures(result, OptionalDouble.of(heldOut), OptionalDouble.of(plaintext.repeat(sealed)), exact);
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
                (report.getPublishedAtMillis() - report.getAnnouncedAtMillis()) / 1000.0,
                fleet.dropped(report, sealed.isCompleted()));
    }

    private DemoFigures figures(Simulation simulation) {
        int parameters = simulation.workload().plan().getDimension();
        return new DemoFigures(
                simulation.workload().name(),
                simulation.workload().source(),
                simulation.fleet().size(),
                options.seed(),
                figures,
                simulation.workload().unseen().examples().size(),
                simulation.workload().unseen().whose(),
                parameters,
                simulation.fleet().bytesPerUpdate(),
                (long) parameters * Float.BYTES,
                secondsSinceStart());
    }

    private static double secondsSinceStart() {
        // The process may be older than the JVM: the launcher builds in it first.
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        return (System.currentTimeMillis() - started) / 1000.0;
    }

    /** A run whose results cannot be kept is not worth starting. */
    private void checkJson() throws TuttiException {
        Path json = options.json();
        if (json != null) {
            try {
                FiguresFile.checkWritable(json);
            } catch (IOException e) {
                throw notWritten(json, e);
            }
        }
    }

    private static void write(Path json, DemoFigures all) throws TuttiException {
        try {
            FiguresFile.write(json, all);
        } catch (IOException e) {
            throw notWritten(json, e);
        }
    }

    private static TuttiException notWritten(Path json, IOException e) {
        return new TuttiException(
                TuttiError.RESULTS_NOT_WRITTEN, json + ": expected a file that can be written, got " + e, e);
    }
}
