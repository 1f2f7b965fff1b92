package dev.tutti.job.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link JobConfig} from a properties file. Keys without a task name are the job's; {@code task.<name>.<key>}
 * belongs to a task, and {@code tasks} lists their names. Unknown keys are refused, so that a misspelt limit never
 * silently takes its default.
 */
public final class JobConfigFile {
    private final Properties properties;
    private final Set<String> read = new HashSet<>();

    private JobConfigFile(Properties properties) {
        this.properties = properties;
    }

    /**
     * Reads a configuration.
     *
     * @throws UncheckedIOException when the file cannot be read
     * @throws IllegalArgumentException naming the key that is missing, unknown or wrong
     */
    public static JobConfig read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("configuration file " + file + " cannot be read", e);
        }
        return parse(properties);
    }

    static JobConfig parse(Properties properties) {
        JobConfigFile file = new JobConfigFile(properties);
        List<TaskConfig> tasks = new ArrayList<>();
        for (String name : file.list("tasks")) {
            tasks.add(file.task("task." + name + "."));
        }
        JobConfig config = new JobConfig(
                file.text("bootstrap.servers", null),
                file.text("topic.prefix", "tutti"),
                file.text("artifact.root", null),
                file.text("history.root", file.text("artifact.root", null) + "/history"),
                file.text("operator.key.file", null),
                file.list("credential.issuers"),
                file.list("platforms"),
                file.text("transactional.id.prefix", "tutti-job"),
                file.integer("parallelism", 2),
                file.integer("checkpoint.millis", 1000),
                file.integer("tick.millis", 200),
                new JobLimits(
                        file.integer("unfinished.mebibytes", JobLimits.DEFAULT.unfinishedMebibytes()),
                        file.integer("rejects.per.minute", JobLimits.DEFAULT.rejectsPerMinute()),
                        file.integer("transaction.timeout.millis", JobLimits.DEFAULT.transactionTimeoutMillis())),
                tasks);
        for (String key : properties.stringPropertyNames()) {
            Checks.require(file.read.contains(key), "only known keys", "'" + key + "'");
        }
        return config;
    }

    private TaskConfig task(String p) {
        int members = integer(p + "committee.members", 64);
        UpdateShape shape = new UpdateShape(
                integer(p + "dimension", null),
                integer(p + "value.bits", 8),
                decimal(p + "clip.norm", null),
                decimal(p + "value.range", null),
                text(p + "weight.function", "EXAMPLES"),
                integer(p + "weight.max", 64),
                Boolean.parseBoolean(text(p + "evaluation", "true")),
                integer(p + "polynomials.per.slice", 64),
                integer(p + "polynomials.per.chunk", 64),
                integer(p + "contributors.min", 100),
                integer(p + "contributors.max", 1024),
                integer(p + "contributors.min.per.base", 50),
                members,
                integer(p + "committee.corrupt", 6));
        RoundTiming timing = new RoundTiming(
                integer(p + "round.collect.millis", 600_000),
                integer(p + "round.grace.millis", 10_000),
                integer(p + "round.vote.millis", 120_000),
                integer(p + "round.unmask.millis", 120_000),
                integer(p + "round.retain.millis", 600_000),
                integer(p + "upload.ttl.millis", 1_200_000));
        return new TaskConfig(
                text(p + "population", null),
                text(p + "name", null),
                text(p + "plan.digest", null),
                new InitialModel(text(p + "model.initial.digest", null), list(p + "model.initial.slices")),
                shape,
                integer(p + "report.goal", shape.minContributors()),
                integer(p + "staleness.max", 1),
                integer(p + "rounds.live", 2),
                integer(p + "check.ins", members),
                integer(p + "rounds", 0),
                timing,
                ServerStep.parse(text(p + "server.step", "fed_avg"), decimal(p + "server.learning.rate", "1")),
                new Guard(decimal(p + "guard.accuracy.min", "0"), decimal(p + "guard.accuracy.drop.max", "1")));
    }

    private String text(String key, @Nullable String fallback) {
        read.add(key);
        String value = properties.getProperty(key, fallback);
        if (value == null) {
            throw new IllegalArgumentException("expected a value for '" + key + "', was none");
        }
        return value.strip();
    }

    private List<String> list(String key) {
        String value = text(key, null);
        return List.of(value.split("\\s*,\\s*"));
    }

    private int integer(String key, @Nullable Integer fallback) {
        String value = text(key, fallback == null ? null : fallback.toString());
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number for '" + key + "', was '" + value + "'", e);
        }
    }

    private float decimal(String key, @Nullable String fallback) {
        String value = text(key, fallback);
        try {
            return Float.parseFloat(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number for '" + key + "', was '" + value + "'", e);
        }
    }
}
