package dev.tutti.deploy.local;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobLimits;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The configuration of a job for a fleet of virtual devices, and what must be in place before it runs. */
final class DevelopmentJob {
    private static final String POPULATION = "fitness/local";
    private static final int CHECKPOINT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 20_000;

    private DevelopmentJob() {}

    /** Writes plan, model and configuration, and says version 0 to the world if nobody has. */
    static void write(ClusterHome home, String broker, Workload workload, int members)
            throws IOException, InterruptedException {
        OperatorKey operator = home.operator();
        SimulatedTask task = SimulatedTask.of(
                workload, POPULATION, members, workload.devices().size(), 0, UnaryOperator.identity());
        PublishedTask published = PublishedTask.write(task, home.artifacts(), operator);
        JobConfig job = task.jobConfig(
                        published,
                        broker,
                        ClusterUp.TOPICS.prefix(),
                        home.artifacts().toUri().toString(),
                        home.operatorKeyFile().toString(),
                        home.issuer())
                .with(CHECKPOINT_MILLIS, JobLimits.DEFAULT);
        store(home, properties(job));
        String models = ClusterUp.TOPICS.models();
        if (LocalBroker.ends(broker, ClusterUp.TOPICS).getOrDefault(models, 0L) == 0) {
            say(broker, models, published.announcement());
        }
    }

    /** Puts the broker's address of today into the configuration as it was last submitted. */
    static void readdress(ClusterHome home, String broker) throws IOException {
        Properties file = new Properties();
        try (var reader = Files.newBufferedReader(home.jobConfig())) {
            file.load(reader);
        }
        file.setProperty("bootstrap.servers", broker);
        store(home, file);
    }

    static Properties properties(JobConfig job) {
        Properties file = new Properties();
        file.setProperty("bootstrap.servers", job.kafka().bootstrapServers());
        file.setProperty("topic.prefix", job.topicPrefix());
        file.setProperty("artifact.root", job.artifactRoot());
        file.setProperty("operator.key.file", job.operatorKeyFile());
        file.setProperty("credential.issuers", String.join(",", job.credentialIssuers()));
        file.setProperty("platforms", String.join(",", job.platforms()));
        file.setProperty("credentials.revocations", job.revocations().path());
        file.setProperty(
                "credentials.revocations.max.age.millis",
                Integer.toString(job.revocations().maxAgeMillis()));
        file.setProperty("committee.sortition", job.sortition().choice().text());
        file.setProperty("committee.beacon.development.seed", job.sortition().developmentSeed());
        file.setProperty(
                "committee.beacon.development.every.millis",
                Integer.toString(job.sortition().developmentEveryMillis()));
        file.setProperty("transactional.id.prefix", job.transactionalIdPrefix());
        file.setProperty("parallelism", Integer.toString(job.parallelism()));
        file.setProperty("checkpoint.millis", Long.toString(job.checkpointMillis()));
        file.setProperty("tick.millis", Long.toString(job.tickMillis()));
        file.setProperty("history.root", job.historyRoot());
        file.setProperty("tasks", job.tasks().stream().map(TaskConfig::task).collect(Collectors.joining(",")));
        for (TaskConfig task : job.tasks()) {
            TaskText.values(task).forEach((key, value) -> file.setProperty("task." + task.task() + "." + key, value));
        }
        return file;
    }

    private static void store(ClusterHome home, Properties file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(home.jobConfig())) {
            file.store(writer, "The job, for virtual devices with development keys.");
        }
    }

    private static void say(String broker, String topic, ModelPublished model)
            throws IOException, InterruptedException {
        Properties settings = KafkaCluster.at(broker).clientProperties();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = model.getPopulation().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, key, RecordCodec.encode(model)))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("expected the broker to take the first model: " + e.getCause(), e);
        }
    }
}
