package dev.tutti.simulator;

import dev.tutti.audit.AuditedRound;
import dev.tutti.audit.RoundAudit;
import dev.tutti.audit.RoundLog;
import dev.tutti.audit.ServerRule;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.kafka.KafkaTransport;
import dev.tutti.device.tensorflow.TensorFlowTrainer;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.job.config.Guard;
import dev.tutti.job.config.Revocations;
import dev.tutti.job.config.Sortition;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.simulator.check.HistoryCheck;
import dev.tutti.simulator.cluster.JobTrust;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.RoundObserver;
import dev.tutti.simulator.cluster.SimulatedCluster;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.enclave.DrawnCommittees;
import dev.tutti.simulator.enclave.EnclaveKind;
import dev.tutti.simulator.enclave.EnclavesException;
import dev.tutti.simulator.enclave.FleetEnclaves;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.fleet.FleetTerms;
import dev.tutti.simulator.fleet.Seating;
import dev.tutti.simulator.fleet.SeededDisruptions;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.fitness.FitnessWorkload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole road in one process: broker, Flink cluster with the real job, the task an operator would create, and a fleet
 * of devices running the real SDK over real topics. Everything it writes lies in one temporary folder that goes with it.
 */
final class Simulation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Simulation.class);
    private static final String POPULATION = "fitness/demo";
    private static final Topics TOPICS = new Topics("tutti");
    private static final int LEAST_COMMITTEE = 8;
    /** A row is final with the next checkpoint but one at the latest. */
    private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(60);

    private final DemoOptions options;
    private final Progress progress;
    private final TemporaryFolder folder;
    private final Circumstances circumstances;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    /** Rows that lay in the history's folder before. */
    private int rowsBefore;

    private final TensorFlowTrainer trainer = new TensorFlowTrainer();
    private Workload workload;
    private CredentialTrust credentials;
    private SimulatedCluster cluster;
    private SimulatedTask task;
    private FleetEnclaves enrolled;
    private List<Enclave> enclaves;
    private Optional<DrawnCommittees> drawn;
    private Fleet fleet;
    private RunningTask running;
    private CompletableFuture<String> jobEnded;

    @SuppressWarnings("NullAway.Init") // start() sets everything, or closes and throws
    private Simulation(DemoOptions options, Progress progress, TemporaryFolder folder, Circumstances circumstances) {
        this.options = options;
        this.progress = progress;
        this.folder = folder;
        this.circumstances = circumstances;
        parts.push(folder);
        parts.push(trainer);
    }

    /**
     * Starts everything. Rounds begin as soon as enough devices have checked in.
     *
     * @throws TuttiException when the data or the cluster is not there; nothing is left running
     */
    static Simulation start(DemoOptions options, Progress progress) throws TuttiException {
        return start(options, progress, Circumstances.AS_ASKED);
    }

    /** Starts everything, under other circumstances than the options ask for. */
    static Simulation start(DemoOptions options, Progress progress, Circumstances circumstances) throws TuttiException {
        try {
            FleetEnclaves.requireInstalled(options.enclave());
        } catch (EnclavesException e) {
            throw numbered(e);
        }
        Simulation simulation = new Simulation(options, progress, TemporaryFolder.create(), circumstances);
        try {
            simulation.start();
            return simulation;
        } catch (TuttiException | RuntimeException | Error e) {
            simulation.close();
            throw e;
        }
    }

    private void start() throws TuttiException {
        try {
            rowsBefore = HistoryCheck.rows(history()).size();
        } catch (IOException e) {
            throw new TuttiException(TuttiError.RESULTS_NOT_WRITTEN, history() + ": cannot be read: " + e, e);
        }
        SecureRandom random = new SecureRandom();
        OperatorKey operator = OperatorKey.generate(random);
        OperatorKey enrolmentKey = OperatorKey.generate(random);
        CredentialIssuer issuer = new CredentialIssuer(enrolmentKey);
        credentials = options.enclave().trust(issuer.publicKey());
        progress.step("starting a broker, and making the examples");
        CompletableFuture<SimulatedCluster> starting = CompletableFuture.supplyAsync(this::startBroker);
        try {
            workload = workload(options);
            task = task(workload.devices().size());
            enrolled = push(enrolled(enrolmentKey, workload.devices().size()));
            drawn = drawn();
        } finally {
            starting.handle((started, failure) -> started == null ? null : push(started))
                    .join();
        }
        cluster = joined(starting);
        enclaves = circumstances.enclaves().apply(enrolled.all());
        progress.say(enrolled.line());
        if (drawn.isPresent()) {
            progress.say("committees: drawn by a development beacon, which whoever has its seed foresees");
        }
        CompletableFuture<Void> submitting = submit(operator, issuer);

        int devices = workload.devices().size();
        progress.step("waking " + devices + " devices, starting a Flink cluster");
        TaskTrust trust = TaskTrust.of(
                operator.publicKey(),
                credentials,
                drawn.map(DrawnCommittees::choice).orElseGet(CommitteeChoice::byTheOperator),
                enrolled.revoked(),
                SpotChecks.under(enrolled.policy()));
        PrivacyFloor floor = PrivacyFloor.forDevelopment(task.minContributors(), task.members());
        FleetTerms terms = new FleetTerms(
                POPULATION,
                trust,
                floor,
                enclaves,
                folder.path().resolve("devices"),
                task.longestRound(),
                options.sealing(),
                drawn.map(committees ->
                        new Seating(device -> committees.eligibility(device, task.members()), task.members())));
        KafkaTransport network =
                push(KafkaTransport.open(KafkaCluster.at(cluster.bootstrapServers()), TOPICS, artifacts()));
        fleet = push(Fleet.start(
                workload,
                circumstances
                        .disruptions()
                        .apply(new SeededDisruptions(
                                options.seed(), devices, dropouts(devices), options.committeeDropout())),
                terms,
                options.seed(),
                trainer,
                device -> circumstances.network().apply(network.endpoint(device)),
                awake -> progress.at("devices", awake, devices)));
        joined(submitting);
        RoundObserver observer = push(new RoundObserver(cluster.bootstrapServers(), TOPICS));
        running = new RunningTask(
                workload, trainer, fleet, observer, artifacts(), task.longestRound(), this::reasonOfTheEnd);
    }

    private int dropouts(int devices) {
        return Math.min(options.dropoutsOf(devices), devices - SimulatedTask.MIN_CONTRIBUTORS);
    }

    private SimulatedTask task(int devices) throws TuttiException {
        int survivors = devices - dropouts(devices);
        int members = committeeFor(devices);
        // Of real people there are as many as there are.
        Optional<String> refusal = SimulatedTask.refusal(devices, survivors, members, options.subCohorts());
        if (refusal.isPresent()) {
            throw new TuttiException(TuttiError.USAGE, "--sub-cohorts: " + refusal.get());
        }
        if (options.data() != null) {
            progress.say(FleetLine.of(workload, options, members));
        }
        return SimulatedTask.of(workload, POPULATION, members, survivors, options.rounds(), circumstances.timing())
                .withGuard(new Guard(options.guardAccuracy(), 1))
                .withSubCohorts(options.subCohorts())
                .withSealing(options.sealing());
    }

    private FleetEnclaves enrolled(OperatorKey key, int devices) throws TuttiException {
        progress.step("enrolling " + devices + " devices");
        return enrolled(options.enclave(), folder, POPULATION, key, artifacts(), devices, progress);
    }

    private Optional<DrawnCommittees> drawn() throws TuttiException {
        if (!options.sortition()) {
            return Optional.empty();
        }
        try {
            return Optional.of(push(enrolled.draw(folder.path().resolve("heads"), SimulatedTask.CORRUPT_SHARE)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TuttiException(TuttiError.TIMED_OUT, "interrupted while waiting for the beacon", e);
        }
    }

    /** The enclaves of a fleet, or the numbered error that says why there are none. */
    static FleetEnclaves enrolled(
            EnclaveKind kind,
            TemporaryFolder folder,
            String population,
            OperatorKey key,
            Path artifacts,
            int devices,
            Progress progress)
            throws TuttiException {
        try {
            return FleetEnclaves.enrol(
                    kind,
                    folder.path().resolve("enclaves"),
                    population,
                    key,
                    artifacts,
                    devices,
                    done -> progress.at("enrolled", done, devices));
        } catch (EnclavesException e) {
            throw numbered(e);
        }
    }

    private static TuttiException numbered(EnclavesException e) {
        TuttiError error = switch (e.fault()) {
            case MISSING -> TuttiError.ENCLAVES_MISSING;
            case FAILED -> TuttiError.ENCLAVES_FAILED;
            case REFUSED -> TuttiError.NOT_ENROLLED;
        };
        return new TuttiException(error, String.valueOf(e.getMessage()), e);
    }

    /** With fewer people than decryptors asked for, as with real data, the largest committees the fleet can fill. */
    private int committeeFor(int devices) {
        int smallest = DemoOptions.SMALLEST_COMMITTEE;
        if (options.committee() == smallest) {
            return smallest;
        }
        return DemoOptions.COMMITTEES.stream()
                .filter(size -> size <= Math.min(options.committee(), devices / options.subCohorts()))
                .max(Comparator.naturalOrder())
                .orElse(LEAST_COMMITTEE);
    }

    private SimulatedCluster startBroker() {
        try {
            return SimulatedCluster.start(folder.path(), TOPICS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<Void> submit(OperatorKey operator, CredentialIssuer issuer) throws TuttiException {
        try {
            Path keyFile = folder.path().resolve("operator.key");
            Files.writeString(keyFile, HexFormat.of().formatHex(operator.seed()));
            PublishedTask published = PublishedTask.write(task, artifacts(), operator);
            cluster.say(TOPICS.models(), POPULATION, published.announcement());
            var config = task.jobConfig(
                    published,
                    cluster.bootstrapServers(),
                    TOPICS.prefix(),
                    artifacts().toUri().toString(),
                    keyFile.toString(),
                    JobTrust.of(
                            issuer,
                            options.enclave().jobPlatform(),
                            new Revocations(
                                    enrolled.revocationList().toUri().toString(), Revocations.DEFAULT_MAX_AGE_MILLIS),
                            drawn.map(DrawnCommittees::sortition).orElse(Sortition.CHOSEN_BY_OPERATOR)));
            return CompletableFuture.runAsync(() -> {
                try {
                    jobEnded = cluster.submit(circumstances
                            .job()
                            .apply(config.withHistoryRoot(history().toUri().toString())));
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
        } catch (IOException e) {
            throw new TuttiException(TuttiError.CLUSTER_FAILED, "the task could not be written: " + e.getMessage(), e);
        }
    }

    private Optional<String> reasonOfTheEnd() {
        return jobEnded.isDone() ? Optional.of(jobEnded.join()) : Optional.empty();
    }

    private static Workload workload(DemoOptions options) throws TuttiException {
        return workload(options.devices(), options.seed(), options.data());
    }

    /** The example workload's devices, or the numbered error that says what is wrong with its data. */
    static Workload workload(int devices, long seed, @Nullable Path data) throws TuttiException {
        try {
            return FitnessWorkload.of(devices, seed, data);
        } catch (WorkloadException e) {
            TuttiError error = switch (e.fault()) {
                case MISSING -> TuttiError.DATA_MISSING;
                case MALFORMED -> TuttiError.DATA_MALFORMED;
                case TOO_LITTLE -> TuttiError.DATA_TOO_LITTLE;
            };
            throw new TuttiException(error, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Waits for the next round that is over, which has one cohort.
     *
     * @param tick called several times a second meanwhile
     * @throws TuttiException when the job ended, or no round was over within the longest a round may take
     */
    ObservedRound next(Runnable tick) throws TuttiException {
        return nextWhole(tick).only();
    }

    /** The same, with all its sub-cohorts. */
    WholeRound nextWhole(Runnable tick) throws TuttiException {
        return running.next(tick::run);
    }

    /** The task as whoever watches it sees it. */
    RunningTask running() {
        return running;
    }

    Workload workload() {
        return workload;
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    /** Completes with the reason when the job ends by itself. */
    CompletableFuture<String> jobEnded() {
        return jobEnded;
    }

    SimulatedTask task() {
        return task;
    }

    Fleet fleet() {
        return fleet;
    }

    /** What the devices keep their keys in, in their order. */
    List<Enclave> enclaves() {
        return enclaves;
    }

    /** Revokes a device: from the next announcement on nobody believes it. */
    void revoke(DeviceId device) {
        enrolled.revoke(device);
    }

    Trainer trainer() {
        return trainer;
    }

    /** The topics, for whoever reads them beside the job. */
    RoundLog committedLog() {
        return RoundLog.committed(KafkaCluster.at(cluster.bootstrapServers()), TOPICS);
    }

    /** The same with what aborted transactions had written. */
    RoundLog uncommittedLog() {
        return RoundLog.uncommitted(KafkaCluster.at(cluster.bootstrapServers()), TOPICS);
    }

    /** Derives every round so far again from the log and the model files alone. */
    List<AuditedRound> audit() {
        return RoundAudit.of(committedLog(), credentials, this::artifact, ServerRule.FED_AVG)
                .rounds();
    }

    /** Whose device credentials count. */
    CredentialTrust credentials() {
        return credentials;
    }

    /** A file under the artifact root. */
    byte[] artifact(String path) throws IOException {
        return Files.readAllBytes(artifacts().resolve(path));
    }

    static Topics topics() {
        return TOPICS;
    }

    /** Where the round history is written. */
    Path history() {
        Path asked = options.history();
        return asked == null ? folder.path().resolve("history") : asked.toAbsolutePath();
    }

    /** Waits until the history has a final row for each sub-cohort of so many rounds. */
    void awaitHistory(int rounds) throws TuttiException {
        int rows = rounds * task.subCohorts();
        try {
            long deadline = System.nanoTime() + HISTORY_PATIENCE.toNanos();
            while (HistoryCheck.rows(history()).size() < rowsBefore + rows) {
                if (System.nanoTime() > deadline) {
                    throw new TuttiException(
                            TuttiError.TIMED_OUT,
                            history() + ": expected " + rows + " rows of " + rounds + " rounds within "
                                    + HISTORY_PATIENCE.toSeconds() + " s after the last");
                }
                Thread.sleep(100);
            }
        } catch (IOException e) {
            throw new TuttiException(TuttiError.RESULTS_NOT_WRITTEN, history() + ": cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The artifact root. */
    Path artifacts() {
        return folder.path().resolve("artifacts");
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the simulation did not close well", e);
            }
        }
    }

    private synchronized <T extends AutoCloseable> T push(T part) {
        parts.push(part);
        return part;
    }

    private static <T> T joined(CompletableFuture<T> future) throws TuttiException {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TuttiException(TuttiError.CLUSTER_FAILED, "the cluster did not start: " + cause, cause);
        }
    }
}
