package dev.tutti.job;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.LogSources;
import dev.tutti.connectors.kafka.flink.LogTicker;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.connectors.kafka.flink.SaidSink;
import dev.tutti.job.aggregate.AggregateFlow;
import dev.tutti.job.announcement.PlanFlow;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.model.ModelFlow;
import dev.tutti.job.refusal.RefusalSpeech;
import dev.tutti.job.round.SealFlow;
import dev.tutti.job.update.UpdateFlow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job, top to bottom: update → round → aggregate → model. One sealer decides, slices obey, and everything said leaves
 * through one exactly-once sink.
 */
public final class TuttiJob {
    private TuttiJob() {}

    /**
     * Starts the job: {@code TuttiJob <configuration file>}.
     *
     * @param args path of a properties file, see {@link JobConfigFile}
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            throw new IllegalArgumentException("expected one argument, the configuration file; were " + args.length);
        }
        JobConfig config = JobConfigFile.read(Path.of(args[0]));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        build(env, config);
        env.execute("tutti " + config.topicPrefix());
    }

    /** Adds the whole job to an environment. */
    public static void build(StreamExecutionEnvironment env, JobConfig config) {
        JobSettings.apply(env, config);
        Topics topics = config.topics();
        KafkaCluster cluster = config.kafka();
        LogSources logs = new LogSources(env, cluster, topics, config.transactionalIdPrefix());
        int parallelism = config.parallelism();

        // The log's clock moves when devices are silent.
        LogTicker.add(
                env,
                cluster,
                topics,
                List.of(topics.updates(), topics.replies()),
                Duration.ofMillis(config.tickMillis()),
                "log-ticker");

        // A round is announced; devices answer with updates, its committee with votes and replies.
        PlanFlow plan = PlanFlow.of(
                logs.untimed(topics.checkIns(), 1, "check-ins"),
                logs.untimed(topics.outcomes(), 1, "outcomes"),
                logs.untimed(topics.tasks(), 1, "tasks"),
                config);
        UpdateFlow updates =
                UpdateFlow.of(logs.timed(topics.updates(), parallelism, "updates"), plan.announced(), config);
        SealFlow round =
                SealFlow.of(plan.announced(), updates, logs.timed(topics.replies(), parallelism, "replies"), config);

        // The sum of the sealed cohort is opened, judged, and moves the model.
        AggregateFlow sums = AggregateFlow.of(updates.chunks(), round, plan.restorations(), config);
        DataStream<Said> models = ModelFlow.of(sums, config);

        // Everything said leaves by one door, with the checkpoint that holds the reason for saying it.
        DataStream<Said> refusals =
                RefusalSpeech.of(updates.refused().union(updates.garbage(), round.garbage(), plan.garbage()), config);
        plan.said()
                .union(round.said(), sums.said(), models, refusals)
                .sinkTo(SaidSink.exactlyOnce(
                        cluster,
                        topics,
                        config.transactionalIdPrefix(),
                        Duration.ofMillis(config.limits().transactionTimeoutMillis())))
                .setParallelism(1)
                .uid("said")
                .name("said");
    }
}
