package dev.tutti.simulator;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.device.kafka.KafkaTransport;
import dev.tutti.device.tensorflow.TensorFlowTrainer;
import dev.tutti.device.train.Trainer;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.RoundObserver;
import dev.tutti.simulator.cluster.SimulatedCluster;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.fleet.DisruptionPlan;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.fleet.FleetTerms;
import dev.tutti.simulator.fleet.SeededDisruptions;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.fitness.FitnessWorkload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
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
    /** Receipts leave with the report; after this long without them, a device's reason is that it is still busy. */
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final DemoOptions options;
    private final Progress progress;
    private final TemporaryFolder folder;
    private final Function<SeededDisruptions, DisruptionPlan> disruptions;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final TensorFlowTrainer trainer = new TensorFlowTrainer();
    private Workload workload;
    private SimulatedCluster cluster;
    private SimulatedTask task;
    private Fleet fleet;
    private RoundObserver observer;
    private CompletableFuture<String> jobEnded;

    @SuppressWarnings("NullAway.Init") // start() sets everything, or closes and throws
    private Simulation(
            DemoOptions options,
            Progress progress,
            TemporaryFolder folder,
            Function<SeededDisruptions, DisruptionPlan> disruptions) {
        this.options = options;
        this.progress = progress;
        this.folder = folder;
        this.disruptions = disruptions;
        parts.push(folder);
        parts.push(trainer);
    }

    /**
     * Starts everything. Rounds begin as soon as enough devices have checked in.
     *
     * @throws DemoException when the data or the cluster is not there; nothing is left running
     */
    static Simulation start(DemoOptions options, Progress progress) throws DemoException {
        return start(options, progress, asAsked -> asAsked);
    }

    /**
     * Starts everything, with something else going wrong than the options ask for.
     *
     * @param disruptions given the plan the options ask for, says which to follow
     */
    static Simulation start(
            DemoOptions options, Progress progress, Function<SeededDisruptions, DisruptionPlan> disruptions)
            throws DemoException {
        Simulation simulation = new Simulation(options, progress, TemporaryFolder.create(), disruptions);
        try {
            simulation.start();
            return simulation;
        } catch (DemoException | RuntimeException | Error e) {
            simulation.close();
            throw e;
        }
    }

    private void start() throws DemoException {
        progress.step("starting a broker, and making the examples");
        CompletableFuture<SimulatedCluster> starting = CompletableFuture.supplyAsync(this::startBroker);
        try {
            workload = workload(options);
        } finally {
            starting.handle((started, failure) -> started == null ? null : push(started))
                    .join();
        }
        cluster = joined(starting);
        int devices = workload.devices().size();
        int dropouts = Math.min(options.dropoutsOf(devices), devices - SimulatedTask.MIN_CONTRIBUTORS);
        int members = committeeFor(devices);
        if (options.data() != null) {
            progress.say(FleetLine.of(workload, options, members));
        }
        task = new SimulatedTask(workload, POPULATION, members, devices - dropouts, options.rounds());

        SecureRandom random = new SecureRandom();
        OperatorKey operator = OperatorKey.generate(random);
        CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(random));
        CompletableFuture<Void> submitting = submit(operator, issuer);

        progress.step("waking " + devices + " devices, starting a Flink cluster");
        TaskTrust trust = TaskTrust.of(operator.publicKey(), CredentialTrust.forDevelopment(issuer.publicKey()));
        PrivacyFloor floor = PrivacyFloor.forDevelopment(task.minContributors(), members);
        FleetTerms terms =
                new FleetTerms(POPULATION, trust, floor, issuer, folder.path().resolve("devices"), task.longestRound());
        KafkaTransport network =
                push(KafkaTransport.open(KafkaCluster.at(cluster.bootstrapServers()), TOPICS, artifacts()));
        fleet = push(Fleet.start(
                workload,
                disruptions.apply(new SeededDisruptions(options.seed(), devices, dropouts, options.committeeDropout())),
                terms,
                options.seed(),
                trainer,
                network::endpoint,
                awake -> progress.at("devices", awake, devices)));
        joined(submitting);
        observer = push(new RoundObserver(cluster.bootstrapServers(), TOPICS));
    }

    /** With fewer people than decryptors asked for, as with real data, the largest committee the fleet can fill. */
    private int committeeFor(int devices) {
        return DemoOptions.COMMITTEES.stream()
                .filter(size -> size <= Math.min(options.committee(), devices))
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

    private CompletableFuture<Void> submit(OperatorKey operator, CredentialIssuer issuer) throws DemoException {
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
                    issuer);
            return CompletableFuture.runAsync(() -> {
                try {
                    jobEnded = cluster.submit(config);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
        } catch (IOException e) {
            throw new DemoException(DemoError.CLUSTER_FAILED, "the task could not be written: " + e.getMessage(), e);
        }
    }

    private static Workload workload(DemoOptions options) throws DemoException {
        try {
            return FitnessWorkload.of(options.devices(), options.seed(), options.data());
        } catch (WorkloadException e) {
            DemoError error = switch (e.fault()) {
                case MISSING -> DemoError.DATA_MISSING;
                case MALFORMED -> DemoError.DATA_MALFORMED;
                case TOO_LITTLE -> DemoError.DATA_TOO_LITTLE;
            };
            throw new DemoException(error, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Waits for the next round that is over.
     *
     * @param tick called several times a second meanwhile
     * @throws DemoException when the job ended, or no round was over within the longest a round may take
     */
    ObservedRound next(Runnable tick) throws DemoException {
        Duration most = task.longestRound().plusSeconds(60);
        long deadline = System.nanoTime() + most.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                Optional<ObservedRound> round = observer.next(Duration.ofMillis(200));
                if (round.isPresent()) {
                    fleet.settle(round.get().report().getRound(), SETTLE);
                    return round.get();
                }
                if (jobEnded.isDone()) {
                    throw new DemoException(
                            DemoError.JOB_FAILED, "the job ended before its rounds: " + jobEnded.join());
                }
                tick.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException(DemoError.TIMED_OUT, "interrupted while waiting for a round", e);
        }
        throw new DemoException(
                DemoError.TIMED_OUT, "expected a round to be over within " + most.toSeconds() + " s, none was");
    }

    /** The weights of the model version that a completed round made, as published. */
    float[] model(ObservedRound round) throws DemoException {
        float[] weights = new float[workload.plan().getDimension()];
        FloatBuffer whole = FloatBuffer.wrap(weights);
        try {
            for (String slice : round.model().orElseThrow().getSlicePaths()) {
                whole.put(ByteBuffer.wrap(Files.readAllBytes(artifacts().resolve(slice)))
                        .asFloatBuffer());
            }
        } catch (IOException e) {
            throw new DemoException(DemoError.JOB_FAILED, "a published model cannot be read: " + e.getMessage(), e);
        }
        return weights;
    }

    Workload workload() {
        return workload;
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    SimulatedTask task() {
        return task;
    }

    Fleet fleet() {
        return fleet;
    }

    Trainer trainer() {
        return trainer;
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

    private static <T> T joined(CompletableFuture<T> future) throws DemoException {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DemoException(DemoError.CLUSTER_FAILED, "the cluster did not start: " + cause, cause);
        }
    }
}
