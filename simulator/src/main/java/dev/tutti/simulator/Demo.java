package dev.tutti.simulator;

import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.simulator.check.PlaintextRun;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.report.ClosingTable;
import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.Progress;
import java.util.OptionalDouble;

/** The demo from start to closing table: watches a {@link Simulation}'s rounds, checks them, and adds them up. */
final class Demo {
    private final DemoOptions options;
    private final Progress progress;

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
        ResultsFile results = new ResultsFile(options.json());
        results.check();
        RoundWatch watch;
        DemoFigures all;
        try (Simulation simulation = Simulation.start(options, progress)) {
            PlaintextRun plaintext = new PlaintextRun(simulation.workload(), simulation.trainer());
            watch = new RoundWatch(
                    simulation.running(),
                    progress,
                    options.check(),
                    cohorts -> OptionalDouble.of(plaintext.repeat(cohorts)));
            for (long round = 1; round <= options.rounds(); round++) {
                progress.step("round " + round);
                watch.add(next(simulation, round));
            }
            all = watch.figures(options.seed());
            if (options.history() != null) {
                simulation.awaitHistory(options.rounds());
            }
            progress.done();
            ClosingTable.of(all).forEach(progress::say);
            progress.closing();
        } catch (PlanRefusedException e) {
            throw new IllegalStateException("expected a trainer that runs the workload's own plan", e);
        }
        results.write(all);
        watch.requireExact();
        return all;
    }

    private WholeRound next(Simulation simulation, long round) throws TuttiException {
        Fleet fleet = simulation.fleet();
        int expected = simulation.task().survivors();
        return simulation.nextWhole(() -> progress.at("trained", Math.min(expected, fleet.trained(round)), expected));
    }
}
