package dev.tutti.job;

import dev.tutti.job.aggregate.SliceKey;
import dev.tutti.job.config.JobConfig;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Settings the job's guarantees rest on. Whoever submits it cannot forget them. */
final class JobSettings {
    private JobSettings() {}

    static void apply(StreamExecutionEnvironment env, JobConfig config) {
        Configuration settings = new Configuration();
        // A type without a serialiser of its own would fall to Kryo, whose bytes no upgrade survives: refuse it.
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        // An operator without an id of its own would lose its state at the next change of the graph: refuse it.
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(config.checkpointMillis()));
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        // Aligned: the barrier that commits an announcement passes behind it on every channel.
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        env.configure(settings);
        env.setMaxParallelism(SliceKey.MAX_PARALLELISM);
        env.setParallelism(config.parallelism());
    }
}
