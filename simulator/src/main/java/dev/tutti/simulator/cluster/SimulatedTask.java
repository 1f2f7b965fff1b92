package dev.tutti.simulator.cluster;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.job.config.CommitteeOdds;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.config.Guard;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobLimits;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The terms under which a workload is learned in a simulation: small windows, because every device is awake, and limits
 * that a fleet on one machine can meet.
 *
 * @param workload what is learned
 * @param population population of the fleet
 * @param members decryptors per cohort
 * @param survivors devices that will report in every round: the report goal of a single cohort
 * @param rounds rounds to announce
 * @param timing phase limits
 * @param guard what a model must reach to be promoted
 * @param subCohorts sub-cohorts of a round; members are decryptors of each
 * @param sealing how shares are sealed
 */
public record SimulatedTask(
        Workload workload,
        String population,
        int members,
        int survivors,
        int rounds,
        RoundTiming timing,
        Guard guard,
        int subCohorts,
        ShareSealing sealing) {
    /** Name of the task. */
    public static final String NAME = "demo";

    /** Share of the devices that drawn committees withstand as corrupt. */
    public static final double CORRUPT_SHARE = CommitteeOdds.DEFAULT.corruptShare();

    private static final int VALUE_BITS = 8;
    private static final int MAX_WEIGHT = 64;
    /** Fewest contributors any simulated task accepts. */
    public static final int MIN_CONTRIBUTORS = CohortSizes.MIN_CONTRIBUTORS;
    /** Most sub-cohorts a simulated task has. */
    public static final int MOST_SUB_COHORTS = CohortSizes.MOST;

    /** What a device may take to train, mask and send, on a machine busy with all the others. */
    private static final long COLLECT_MILLIS_PER_DEVICE = 100;
    /** What a decryptor may take to check one contributor, likewise. */
    private static final double VOTE_MILLIS_PER_CHECK = 1.5;

    private static final long GRACE_MILLIS = 100;
    private static final long LEAST_COLLECT_MILLIS = 30_000;
    private static final long LEAST_VOTE_MILLIS = 6_000;
    private static final long UNMASK_MILLIS = 6_000;
    private static final long RETAIN_MILLIS = 60_000;

    /**
     * A task with limits that a fleet of its size meets: one cohort per round, shares sealed to X25519 keys.
     *
     * @param timing given those limits, says which to set
     */
    public static SimulatedTask of(
            Workload workload,
            String population,
            int members,
            int survivors,
            int rounds,
            UnaryOperator<RoundTiming> timing) {
        return new SimulatedTask(
                workload,
                population,
                members,
                survivors,
                rounds,
                timing.apply(usual(workload.devices().size(), members, survivors)),
                Guard.NONE,
                1,
                ShareSealing.HPKE_X25519);
    }

    /** Why a fleet cannot have so many sub-cohorts, with the numbers, for a person; empty when it can. */
    public static Optional<String> refusal(int devices, int survivors, int members, int subCohorts) {
        return new CohortSizes(devices, survivors, members, subCohorts).refusal();
    }

    /** The same with a guard. */
    public SimulatedTask withGuard(Guard other) {
        return new SimulatedTask(workload, population, members, survivors, rounds, timing, other, subCohorts, sealing);
    }

    /** The same with shares sealed otherwise. */
    public SimulatedTask withSealing(ShareSealing other) {
        return new SimulatedTask(workload, population, members, survivors, rounds, timing, guard, subCohorts, other);
    }

    /**
     * The same with rounds of several sub-cohorts, each with a committee of its own, that all collect for as long.
     *
     * @throws IllegalArgumentException with the numbers, when the fleet cannot fill them
     */
    public SimulatedTask withSubCohorts(int number) {
        CohortSizes sizes = new CohortSizes(workload.devices().size(), survivors, members, number);
        sizes.refusal().ifPresent(reason -> {
            throw new IllegalArgumentException("subCohorts: " + reason);
        });
        RoundTiming shared = new RoundTiming(
                Math.min(timing.collectMillis(), sizes.collectMillis()),
                timing.graceMillis(),
                timing.voteMillis(),
                timing.unmaskMillis(),
                timing.retainMillis(),
                timing.uploadTtlMillis());
        return new SimulatedTask(workload, population, members, survivors, rounds, shared, guard, number, sealing);
    }

    private CohortSizes sizes() {
        return new CohortSizes(workload.devices().size(), survivors, members, subCohorts);
    }

    /**
     * The same with limits that a job accepts which keeps bytes no longer than so. The phases take what they may; what a
     * straggler is still told of, and then what bytes wait for their cohort, is cut.
     *
     * @param mostMillis the longest the job keeps bytes
     * @return empty when a round alone may take longer
     */
    public Optional<SimulatedTask> within(long mostMillis) {
        if (timing.uploadTtlMillis() + timing.retainMillis() <= mostMillis) {
            return Optional.of(this);
        }
        if (longestRound().toMillis() > mostMillis) {
            return Optional.empty();
        }
        long retain = Math.min(timing.retainMillis(), mostMillis - timing.collectMillis());
        RoundTiming cut = new RoundTiming(
                timing.collectMillis(),
                timing.graceMillis(),
                timing.voteMillis(),
                timing.unmaskMillis(),
                retain,
                mostMillis - retain);
        return Optional.of(
                new SimulatedTask(workload, population, members, survivors, rounds, cut, guard, subCohorts, sealing));
    }

    /** Phase limits for a person who watches. A round that goes well closes long before them. */
    private static RoundTiming usual(int devices, int members, int survivors) {
        long collect = LEAST_COLLECT_MILLIS + COLLECT_MILLIS_PER_DEVICE * devices;
        long vote = LEAST_VOTE_MILLIS + Math.round(VOTE_MILLIS_PER_CHECK * members * survivors);
        // Large committees vote for longer than collecting took; bytes wait for their cohort all the same.
        long wait = Math.max(2 * collect, collect + vote + UNMASK_MILLIS - RETAIN_MILLIS);
        return new RoundTiming(collect, GRACE_MILLIS, vote, UNMASK_MILLIS, RETAIN_MILLIS, wait);
    }

    /** Longest time from an announcement to its outcome when every phase takes all it may. */
    public Duration longestRound() {
        return Duration.ofMillis(timing.collectMillis() + timing.voteMillis() + timing.unmaskMillis());
    }

    /** Corrupt members tolerated by a committee of this size (docs/protocol.md, "Shares"). */
    static int corrupt(int members) {
        return switch (members) {
            case 5, 8 -> 1;
            case 16 -> 2;
            case 32 -> 3;
            case 64 -> 6;
            case 128 -> 20;
            default -> throw new IllegalArgumentException("members: expected 5, 8, 16, 32, 64 or 128, got " + members);
        };
    }

    /** Fewest contributors of a sum. */
    public int minContributors() {
        return sizes().minContributors();
    }

    /** What an update looks like: one polynomial per slice and chunk, so that a small model spans slices too. */
    public UpdateShape shape() {
        return new UpdateShape(
                        workload.plan().getDimension(),
                        VALUE_BITS,
                        workload.clipNorm(),
                        workload.valueRange(),
                        "EXAMPLES",
                        MAX_WEIGHT,
                        true,
                        1,
                        1,
                        minContributors(),
                        workload.devices().size(),
                        1,
                        members,
                        corrupt(members))
                .withSealing(sealing);
    }

    /** Where everything lies in an update. */
    public VectorLayout layout() {
        ProtocolParameters planned = shape().plan();
        return VectorLayout.of(shape().encoding(), planned.ring());
    }

    /** The task as the job is told it. */
    public TaskConfig config(PublishedTask published) {
        return new TaskConfig(
                        population,
                        NAME,
                        published.planDigest().hex(),
                        new InitialModel(published.manifestDigest().hex(), published.slicePaths()),
                        shape(),
                        sizes().reportGoal(),
                        1,
                        1,
                        sizes().checkIns(),
                        rounds,
                        timing,
                        ServerStep.fedAvg())
                .withGuard(guard)
                .withOdds(new CommitteeOdds(CORRUPT_SHARE, workload.devices().size()))
                .withSubCohorts(subCohorts, CulpritRule.DEFAULT);
    }

    /** The same for a fleet whose keys are software. */
    public JobConfig jobConfig(
            PublishedTask published,
            String broker,
            String topicPrefix,
            String artifactRoot,
            String operatorKeyFile,
            CredentialIssuer issuer) {
        return jobConfig(
                published, broker, topicPrefix, artifactRoot, operatorKeyFile, JobTrust.forDevelopment(issuer));
    }

    /**
     * The job's whole configuration.
     *
     * @param broker where the topics are
     * @param topicPrefix what their names start with
     * @param artifactRoot URI of the artifact root
     * @param operatorKeyFile the operator's seed
     * @param trust whom it believes
     */
    public JobConfig jobConfig(
            PublishedTask published,
            String broker,
            String topicPrefix,
            String artifactRoot,
            String operatorKeyFile,
            JobTrust trust) {
        return new JobConfig(
                KafkaCluster.at(broker),
                topicPrefix,
                artifactRoot,
                artifactRoot + "/history",
                operatorKeyFile,
                List.of(trust.issuer()),
                List.of(trust.platform()),
                trust.revocations(),
                trust.sortition(),
                topicPrefix + "-job",
                2,
                200,
                100,
                JobLimits.DEFAULT,
                List.of(config(published)));
    }
}
