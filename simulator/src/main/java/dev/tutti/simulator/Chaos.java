package dev.tutti.simulator;

import dev.tutti.audit.AuditedRound;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.simulator.chaos.ChaosResult;
import dev.tutti.simulator.chaos.LogWatch;
import dev.tutti.simulator.chaos.OneCohort;
import dev.tutti.simulator.chaos.Strike;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.HistoryCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.report.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Kills and restarts the real job, once per round, and holds what it says against the log it was said from. */
final class Chaos {
    /** Short enough that an outage longer than all of them is bearable, long enough for a restart in any phase. */
    private static final RoundTiming TIMING = new RoundTiming(12_000, 100, 8_000, 8_000, 60_000, 60_000);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChaosOptions options;
    private final Progress progress;
    private final ChaosResult result = new ChaosResult();

    Chaos(ChaosOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Strikes, once per round.
     *
     * @return what came of it
     * @throws TuttiException when it could not go on, or when anything differed
     */
    ChaosResult run() throws TuttiException {
        ResultsFile results = new ResultsFile(options.json());
        results.check();
        try (Simulation simulation =
                        Simulation.start(options.simulation(), progress, Circumstances.AS_ASKED.withTiming(TIMING));
                LogWatch watch =
                        new LogWatch(KafkaCluster.at(simulation.cluster().bootstrapServers()), Simulation.topics())) {
            SplittableRandom strikes = new SplittableRandom(options.seed());
            for (int run = 1; run <= options.runs(); run++) {
                strike(simulation, watch, run, Strike.draw(strikes, options.devices(), ChaosOptions.COMMITTEE));
            }
            progress.step("deriving every round again from the log");
            compareWithTheLog(simulation);
            progress.done();
            result.lines().forEach(progress::say);
            progress.closing();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TuttiException(TuttiError.TIMED_OUT, "interrupted in the middle of a run", e);
        } catch (IOException e) {
            throw new TuttiException(TuttiError.ROUND_DIFFERS, "the round history cannot be read: " + e, e);
        }
        results.write(result::write);
        if (!result.differences().isEmpty()) {
            throw new TuttiException(TuttiError.ROUND_DIFFERS, String.join("; ", result.differences()));
        }
        return result;
    }

    private void strike(Simulation simulation, LogWatch watch, int run, Strike strike)
            throws TuttiException, InterruptedException {
        progress.step("run " + run + ": " + strike);
        boolean aimed = watch.await(run, strike.moment(), strike.nth(), PATIENCE);
        Thread.sleep(strike.delayMillis());
        try {
            switch (strike.blow()) {
                case TASK_MANAGER -> simulation.cluster().loseTaskManager();
                case WHOLE_JOB -> {
                    simulation.cluster().killJob();
                    simulation.cluster().restartJob();
                }
                case OUTAGE -> {
                    simulation.cluster().killJob();
                    Thread.sleep(TIMING.collectMillis() + 1_000);
                    simulation.cluster().restartJob();
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new TuttiException(TuttiError.CLUSTER_FAILED, "the job did not start again: " + e, e);
        }
        WholeRound round = simulation.nextWhole(() -> {});
        for (ObservedRound observed : round.cohorts()) {
            SealedRound sealed = SealedRound.of(
                    observed.announcement(),
                    observed.report(),
                    simulation.fleet().updatesOf(observed.report()));
            if (sealed.isCompleted()) {
                new ExactCheck(simulation.artifacts())
                        .difference(sealed, observed.aggregates())
                        .ifPresent(result::differs);
            }
            simulation.fleet().forget(observed.report());
        }
        result.ran(strike, aimed, round);
        progress.say(result.lastLine());
    }

    private void compareWithTheLog(Simulation simulation) throws InterruptedException, IOException {
        List<AuditedRound> rounds = simulation.audit();
        int reports = options.runs() * options.subCohorts();
        if (rounds.size() != reports) {
            result.differs("expected " + reports + " reports of " + options.runs() + " rounds, found " + rounds.size());
        }
        rounds.forEach(round -> round.difference().ifPresent(result::differs));
        HistoryCheck.differences(
                        simulation.history(),
                        simulation.committedLog().all(Simulation.topics().reports(), RoundReport.class),
                        PATIENCE)
                .forEach(result::differs);
        OneCohort.violations(simulation.committedLog(), simulation.uncommittedLog(), Simulation.topics())
                .forEach(result::differs);
    }
}
