package dev.tutti.job.config;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the job is told. Immutable; travels to every operator; holds no secret (the operator's key is named by
 * file and read where it is used).
 *
 * @param kafka where the brokers are, and how every client of the job shows who it is
 * @param topicPrefix prefix of all topic names
 * @param artifactRoot URI of the folder for plans, models and aggregates; any file system Flink knows
 * @param historyRoot URI of the folder for the round history, likewise
 * @param operatorKeyFile file with the operator's Ed25519 seed, 64 hex digits
 * @param credentialIssuers public keys (hex, Ed25519) whose device credentials are trusted; empty trusts nobody
 * @param platforms platforms accepted; {@code SOFTWARE_DEVELOPMENT} only when listed by name, and keys of level SOFTWARE
 *     (emulators, tokens that nobody has seen) on another only when it is listed with {@value #DEVELOPMENT_SUFFIX}
 * @param revocations where the list of revoked devices lies; without one only for development
 * @param sortition who may sit on a committee
 * @param transactionalIdPrefix prefix of the sink's Kafka transactions; unique per running job
 * @param parallelism of sources and keyed operators; at most the partition counts
 * @param checkpointMillis interval of exactly-once checkpoints
 * @param tickMillis interval of log ticks
 * @param limits what the job keeps and says at the most
 * @param tasks tasks known and running from the start, one per population; the operator's orders add others
 */
public record JobConfig(
        KafkaCluster kafka,
        String topicPrefix,
        String artifactRoot,
        String historyRoot,
        String operatorKeyFile,
        List<String> credentialIssuers,
        List<String> platforms,
        Revocations revocations,
        Sortition sortition,
        String transactionalIdPrefix,
        int parallelism,
        long checkpointMillis,
        long tickMillis,
        JobLimits limits,
        List<TaskConfig> tasks)
        implements Serializable {
    /** Ends the names of platforms in a list that is for development. */
    public static final String DEVELOPMENT_SUFFIX = "_DEVELOPMENT";

    private static final long TWO_DAYS_MILLIS = 172_800_000;

    public JobConfig {
        Checks.require(parallelism >= 1, "parallelism >= 1", parallelism);
        Checks.require(checkpointMillis >= 10, "checkpointMillis >= 10", checkpointMillis);
        Checks.require(tickMillis >= 10, "tickMillis >= 10", tickMillis);
        long populations = tasks.stream().map(TaskConfig::population).distinct().count();
        Checks.require(populations == tasks.size(), "one task per population", populations);
        credentialIssuers = List.copyOf(credentialIssuers);
        platforms = List.copyOf(platforms);
        Checks.require(
                !sortition.isDrawn() || credentialIssuers.size() == 1,
                "one credential issuer where committees are drawn from its log",
                credentialIssuers.size());
        tasks.forEach(sortition::requireWithstands);
        tasks = List.copyOf(tasks);
    }

    /**
     * A configuration for development: brokers that ask nothing, no list of revoked devices, committees that the operator
     * chooses, the default limits, and the history among the artifacts.
     */
    public JobConfig(
            String bootstrapServers,
            String topicPrefix,
            String artifactRoot,
            String operatorKeyFile,
            List<String> credentialIssuers,
            List<String> platforms,
            String transactionalIdPrefix,
            int parallelism,
            long checkpointMillis,
            long tickMillis,
            List<TaskConfig> tasks) {
        this(
                KafkaCluster.at(bootstrapServers),
                topicPrefix,
                artifactRoot,
                artifactRoot + "/history",
                operatorKeyFile,
                credentialIssuers,
                platforms,
                Revocations.NONE_FOR_DEVELOPMENT,
                Sortition.CHOSEN_BY_OPERATOR,
                transactionalIdPrefix,
                parallelism,
                checkpointMillis,
                tickMillis,
                JobLimits.DEFAULT,
                tasks);
    }

    /** The same with another interval of checkpoints and other limits. */
    public JobConfig with(long newCheckpointMillis, JobLimits newLimits) {
        return new JobConfig(
                kafka,
                topicPrefix,
                artifactRoot,
                historyRoot,
                operatorKeyFile,
                credentialIssuers,
                platforms,
                revocations,
                sortition,
                transactionalIdPrefix,
                parallelism,
                newCheckpointMillis,
                tickMillis,
                newLimits,
                tasks);
    }

    /** The same with a list of revoked devices. */
    public JobConfig withRevocations(Revocations other) {
        return new JobConfig(
                kafka,
                topicPrefix,
                artifactRoot,
                historyRoot,
                operatorKeyFile,
                credentialIssuers,
                platforms,
                other,
                sortition,
                transactionalIdPrefix,
                parallelism,
                checkpointMillis,
                tickMillis,
                limits,
                tasks);
    }

    /** The same with committees that come about in another way. */
    public JobConfig withSortition(Sortition other) {
        return new JobConfig(
                kafka,
                topicPrefix,
                artifactRoot,
                historyRoot,
                operatorKeyFile,
                credentialIssuers,
                platforms,
                revocations,
                other,
                transactionalIdPrefix,
                parallelism,
                checkpointMillis,
                tickMillis,
                limits,
                tasks);
    }

    /** The same with its history elsewhere. */
    public JobConfig withHistoryRoot(String other) {
        return new JobConfig(
                kafka,
                topicPrefix,
                artifactRoot,
                other,
                operatorKeyFile,
                credentialIssuers,
                platforms,
                revocations,
                sortition,
                transactionalIdPrefix,
                parallelism,
                checkpointMillis,
                tickMillis,
                limits,
                tasks);
    }

    /** Names of the topics the job reads and writes. */
    public Topics topics() {
        return new Topics(topicPrefix);
    }

    /**
     * The task that runs on a population.
     *
     * @return the task, or null when this job has none for it
     */
    public @Nullable TaskConfig task(String population) {
        for (TaskConfig task : tasks) {
            if (task.population().equals(population)) {
                return task;
            }
        }
        return null;
    }

    /**
     * How long chunks and shares are kept for a cohort that has not asked for them, milliseconds: the longest any task
     * known from the start needs, two days where there is none. A task that comes by order must not need more.
     */
    public long bytesTtlMillis() {
        return tasks.stream()
                .mapToLong(t -> t.timing().uploadTtlMillis() + t.timing().retainMillis())
                .max()
                .orElse(TWO_DAYS_MILLIS);
    }

    /**
     * Whose credentials, on which platforms, the job believes. A list of platforms with a name that ends in {@value
     * #DEVELOPMENT_SUFFIX} asks for the development policy: one issuer, keys of any level on the platforms listed, nobody
     * protected.
     */
    public CredentialTrust credentialTrust() {
        List<byte[]> issuers = issuerKeys();
        Set<Platform> accepted = EnumSet.noneOf(Platform.class);
        platforms.forEach(name -> accepted.add(platform(name)));
        if (platforms.stream().anyMatch(name -> name.endsWith(DEVELOPMENT_SUFFIX))) {
            Checks.require(issuers.size() == 1, "exactly one issuer under the development policy", issuers.size());
            return CredentialTrust.forDevelopment(issuers.get(0), accepted);
        }
        return CredentialTrust.of(issuers, accepted, Set.of());
    }

    private static Platform platform(String name) {
        boolean plain = name.equals(Platform.SOFTWARE_DEVELOPMENT.name()) || !name.endsWith(DEVELOPMENT_SUFFIX);
        return Platform.valueOf(plain ? name : name.substring(0, name.length() - DEVELOPMENT_SUFFIX.length()));
    }

    /** Public keys of the enrolment services, Ed25519. */
    public List<byte[]> issuerKeys() {
        return credentialIssuers.stream().map(HexFormat.of()::parseHex).toList();
    }

    /**
     * Reads the operator's signing key.
     *
     * @throws UncheckedIOException when the file cannot be read
     * @throws IllegalArgumentException when it is not 64 hex digits
     */
    public OperatorKey readOperatorKey() {
        byte[] seed = new byte[0];
        try {
            String text = Files.readString(Path.of(operatorKeyFile)).strip();
            Checks.require(text.length() == 64, "operator key file of 64 hex digits", text.length() + " characters");
            seed = HexFormat.of().parseHex(text);
            return OperatorKey.fromSeed(seed);
        } catch (IOException e) {
            throw new UncheckedIOException("operator key file " + operatorKeyFile + " cannot be read", e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
