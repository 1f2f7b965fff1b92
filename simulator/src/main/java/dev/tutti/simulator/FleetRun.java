package dev.tutti.simulator;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.device.kafka.KafkaTransport;
import dev.tutti.device.tensorflow.TensorFlowTrainer;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.RoundObserver;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.enclave.EnclaveKind;
import dev.tutti.simulator.enclave.FleetEnclaves;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.fleet.FleetTerms;
import dev.tutti.simulator.fleet.SeededDisruptions;
import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A fleet against a job that runs elsewhere: takes part, says one line per round, and holds every sum to the plain one. */
final class FleetRun {
    /** After so many burned rounds in a row it is not chance, and waiting on will not help. */
    private static final int MOST_BURNED = 8;

    private final FleetOptions options;
    private final Progress progress;

    FleetRun(FleetOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Takes part until enough rounds are completed.
     *
     * @return the figures
     * @throws TuttiException when it could not go on, or when a sum was not exact
     */
    DemoFigures run() throws TuttiException {
        ResultsFile results = new ResultsFile(options.json());
        results.check();
        ClusterHome home = new ClusterHome(options.home());
        FleetTask task = FleetTask.of(home, options);
        StandingWatch standing =
                new StandingWatch(task.task().population(), task::standing, progress::say, System::nanoTime);
        standing.look(false);
        progress.step("making the examples of " + task.devices(options) + " devices");
        Workload workload = withThePlanOf(task, Simulation.workload(task.devices(options), options.seed(), null));
        RoundWatch watch;
        try (TemporaryFolder folder = TemporaryFolder.create();
                TensorFlowTrainer trainer = new TensorFlowTrainer();
                KafkaTransport network =
                        KafkaTransport.open(KafkaCluster.at(task.bootstrapServers()), task.topics(), task.artifacts());
                FleetEnclaves enclaves = enrolled(home, task, folder);
                Fleet fleet = start(workload, terms(home, task, folder, enclaves), trainer, network);
                RoundObserver observer = new RoundObserver(task.bootstrapServers(), task.topics())) {
            RunningTask running = new RunningTask(
                    workload, trainer, fleet, observer, task.artifacts(), task.longestRound(), Optional::empty);
            watch = new RoundWatch(running, progress, options.check(), RoundWatch.Beside.NOTHING);
            watchRounds(running, watch, task.task().population(), standing);
            progress.step("waving the devices good-bye");
        } catch (PlanRefusedException e) {
            throw new IllegalStateException("expected a trainer that runs the workload's own plan", e);
        }
        DemoFigures all = watch.figures(options.seed());
        results.write(all);
        watch.requireExact();
        progress.say((options.rounds() == 1 ? "1 round" : options.rounds() + " rounds") + " completed"
                + (options.check() ? ", every sum exact to the bit" : "")
                + ". Next: ./tutti cluster status, or ./tutti cluster down");
        return all;
    }

    private void watchRounds(RunningTask running, RoundWatch watch, String population, StandingWatch standing)
            throws TuttiException, PlanRefusedException {
        int completed = 0;
        int burned = 0;
        long over = 0;
        progress.step("waiting for a round");
        while (completed < options.rounds()) {
            WholeRound round = next(running, population, standing, over);
            over = round.number();
            watch.add(round);
            completed += round.isCompleted() ? 1 : 0;
            burned = round.isCompleted() ? 0 : burned + 1;
            if (burned == MOST_BURNED) {
                throw new TuttiException(
                        TuttiError.NO_ROUND,
                        burned + " rounds burned one after the other; the last: "
                                + round.reports().get(0).getReason());
            }
        }
    }

    /** The next round that these devices heard of. */
    private WholeRound next(RunningTask running, String population, StandingWatch standing, long over)
            throws TuttiException {
        Fleet fleet = running.fleet();
        try {
            return running.next(
                    round -> round.population().equals(population) && fleet.announced(round.number()) > 0, () -> {
                        progress.at("trained", fleet.trained(fleet.newestRound()), fleet.size());
                        standing.look(fleet.newestRound() > over);
                    });
        } catch (TuttiException e) {
            if (e.error() == TuttiError.TIMED_OUT) {
                throw new TuttiException(
                        TuttiError.NO_ROUND, e.getMessage() + "; ./tutti cluster status says whether the job runs", e);
            }
            throw e;
        }
    }

    private Fleet start(Workload workload, FleetTerms terms, TensorFlowTrainer trainer, KafkaTransport network) {
        int devices = workload.devices().size();
        progress.step("waking " + devices + " devices");
        IntConsumer awake = count -> progress.at("devices", count, devices);
        SeededDisruptions none = new SeededDisruptions(options.seed(), devices, 0, 0);
        return Fleet.start(workload, none, terms, options.seed(), trainer, network::endpoint, awake);
    }

    /** The enrolment service of the cluster's home, in this process. */
    private FleetEnclaves enrolled(ClusterHome home, FleetTask task, TemporaryFolder folder) throws TuttiException {
        int devices = task.devices(options);
        progress.step("enrolling " + devices + " devices");
        try {
            return Simulation.enrolled(
                    EnclaveKind.SOFTWARE,
                    folder,
                    task.task().population(),
                    home.enrolmentKey(),
                    home.artifacts(),
                    devices,
                    progress);
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, home.root() + ": its keys cannot be read: " + e, e);
        }
    }

    private static FleetTerms terms(ClusterHome home, FleetTask task, TemporaryFolder folder, FleetEnclaves enclaves)
            throws TuttiException {
        try {
            CredentialIssuer issuer = home.issuer();
            TaskTrust trust = TaskTrust.of(
                    home.operator().publicKey(),
                    EnclaveKind.SOFTWARE.trust(issuer.publicKey()),
                    CommitteeChoice.byTheOperator(),
                    RevokedDevices.none(),
                    SpotChecks.under(enclaves.policy()));
            PrivacyFloor floor = PrivacyFloor.forDevelopment(
                    task.task().shape().minContributors(), task.task().shape().members());
            return new FleetTerms(
                    task.task().population(),
                    trust,
                    floor,
                    enclaves.all(),
                    folder.path().resolve("devices"),
                    task.longestRound(),
                    task.task().shape().shareSealing(),
                    Optional.empty());
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, home.root() + ": its keys cannot be read: " + e, e);
        }
    }

    /** The devices train the plan they are sent; models are scored with the same one. */
    private static Workload withThePlanOf(FleetTask task, Workload workload) throws TuttiException {
        try {
            return workload.with(
                    PublishedTask.plan(task.artifacts(), task.task().planDigest()),
                    PublishedTask.initialWeights(
                            task.artifacts(), task.task().initialModel().slicePaths()));
        } catch (IOException e) {
            throw new TuttiException(TuttiError.JOB_CONFIG, "the task's plan or first model cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new TuttiException(
                    TuttiError.FLEET_UNFIT, "--workload: the task's plan is another's: " + e.getMessage(), e);
        }
    }
}
