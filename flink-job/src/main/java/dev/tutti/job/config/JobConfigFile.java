package dev.tutti.job.config;

import dev.tutti.secagg.statement.Platform;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a {@link JobConfig} from a properties file. Keys without a task name are the job's; {@code task.<name>.<key>}
 * belongs to a task, and {@code tasks} lists their names; more tasks come by the operator's orders ({@link TaskText}). Unknown keys are refused, so that a misspelt limit never
 * silently takes its default.
 */
public final class JobConfigFile {
    private JobConfigFile() {}

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
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        Settings file = new Settings(values);
        List<TaskConfig> tasks = new ArrayList<>();
        for (String name : file.list("tasks", "")) {
            tasks.add(TaskText.read(file, "task." + name + "."));
        }
        String artifacts = file.text("artifact.root", null);
        JobConfig config = new JobConfig(
                KafkaClientFile.cluster(file.text("bootstrap.servers", null), file.text("kafka.client.file", "")),
                file.text("topic.prefix", "tutti"),
                artifacts,
                file.text("history.root", artifacts + "/history"),
                file.text("operator.key.file", null),
                file.list("credential.issuers", null),
                file.list("platforms", null),
                revocations(file),
                sortition(file),
                file.text("transactional.id.prefix", "tutti-job"),
                file.integer("parallelism", 2),
                file.integer("checkpoint.millis", 1000),
                file.integer("tick.millis", 200),
                new JobLimits(
                        file.integer("unfinished.mebibytes", JobLimits.DEFAULT.unfinishedMebibytes()),
                        file.integer("rejects.per.minute", JobLimits.DEFAULT.rejectsPerMinute()),
                        file.integer("transaction.timeout.millis", JobLimits.DEFAULT.transactionTimeoutMillis())),
                tasks);
        file.requireAllRead();
        return config;
    }

    /** A list is missing only where software keys are listed: that asks for development by name. */
    private static Revocations revocations(Settings file) {
        Revocations revocations = new Revocations(
                file.text("credentials.revocations", ""),
                file.integer("credentials.revocations.max.age.millis", Revocations.DEFAULT_MAX_AGE_MILLIS));
        Checks.require(
                !revocations.isNone() || isDevelopment(file),
                "credentials.revocations, or SOFTWARE_DEVELOPMENT among platforms",
                "no list of revoked devices");
        return revocations;
    }

    private static boolean isDevelopment(Settings file) {
        return file.list("platforms", null).contains(Platform.SOFTWARE_DEVELOPMENT.name());
    }

    /** Who lists software keys has asked for development, and need not say that the operator chooses committees too. */
    private static Sortition sortition(Settings file) {
        String fallback = isDevelopment(file) ? Sortition.Choice.CHOSEN_BY_OPERATOR.text() : null;
        return new Sortition(
                Sortition.Choice.of(file.text("committee.sortition", fallback)),
                file.text("committee.beacon.development.seed", ""),
                file.integer("committee.beacon.development.every.millis", Sortition.DEFAULT_EVERY_MILLIS));
    }
}
