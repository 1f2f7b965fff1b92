package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The job's sources. Each reads one topic from its beginning, committed records only, over a partition count fixed for
 * the life of the job; where it stands is kept in Flink's state alone, never in the consumer group.
 *
 * <p>Two kinds: {@link #timed} drives event time by the log's own clock, {@link #untimed} never holds it back. No source
 * goes idle: an idle split would let the watermark run ahead of a backlog, so silent partitions are kept alive by {@link
 * LogTicker} instead.
 */
public final class LogSources {

    private final StreamExecutionEnvironment environment;
    private final KafkaCluster cluster;
    private final Topics topics;
    private final String groupId;

    /**
     * Sources of one job.
     *
     * @param environment where the sources are added
     * @param cluster the brokers
     * @param topics names and partition counts; the brokers' real counts must be these
     * @param groupId consumer group id, for the brokers' logs and quotas only
     */
    public LogSources(StreamExecutionEnvironment environment, KafkaCluster cluster, Topics topics, String groupId) {
        this.environment = environment;
        this.cluster = cluster;
        this.topics = topics;
        this.groupId = groupId;
    }

    /**
     * A topic that drives event time, with its {@link PartitionClock} chained to it. The watermark is the least, over the
     * topic's partitions, of the greatest log time read, less 1 ms.
     *
     * @param topic one of the topics given to the constructor
     * @param parallelism readers, 1 to the topic's partitions
     * @param uid operator id of the source; the clock's is {@code uid-clock}
     * @throws IllegalArgumentException when the parallelism is out of its range: a reader without a partition would
     *     hold the watermark back for ever
     */
    public SingleOutputStreamOperator<LogRecord> timed(String topic, int parallelism, String uid) {
        return read(topic, LogWatermarks.ofLog(), parallelism, uid)
                .process(new PartitionClock(), LogRecord.TYPE)
                .setParallelism(parallelism)
                .uid(uid + "-clock")
                .name(uid + "-clock");
    }

    /**
     * A topic that has no say in event time: its watermark is {@link
     * org.apache.flink.streaming.api.watermark.Watermark#MAX_WATERMARK} from the first moment. Where only such inputs
     * meet, event-time timers make no sense; use processing time there.
     *
     * @param topic one of the topics given to the constructor
     * @param parallelism readers, 1 to the topic's partitions
     * @param uid operator id of the source
     * @throws IllegalArgumentException when the parallelism is out of its range
     */
    public SingleOutputStreamOperator<LogRecord> untimed(String topic, int parallelism, String uid) {
        return read(topic, LogWatermarks.neverHoldingBack(), parallelism, uid);
    }

    private SingleOutputStreamOperator<LogRecord> read(
            String topic, WatermarkStrategy<LogRecord> watermarks, int parallelism, String uid) {
        int partitions = topics.partitionsOf(topic);
        if (parallelism < 1 || parallelism > partitions) {
            throw new IllegalArgumentException("expected a source parallelism of 1 to the " + partitions
                    + " partitions of " + topic + ", got " + parallelism);
        }
        return environment
                .fromSource(source(cluster, topic, groupId), watermarks, uid, LogRecord.TYPE)
                .setParallelism(parallelism)
                .uid(uid);
    }

    /** The bare source of one topic, for whoever wires watermarks and parallelism itself. */
    public static KafkaSource<LogRecord> source(KafkaCluster cluster, String topic, String groupId) {
        return KafkaSource.<LogRecord>builder()
                .setProperties(cluster.clientProperties())
                .setTopics(topic)
                .setGroupId(groupId)
                .setClientIdPrefix(groupId + "-" + topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new LogRecordReader())
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "-1")
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .build();
    }
}
