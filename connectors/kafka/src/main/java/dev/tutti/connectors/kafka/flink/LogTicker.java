package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Writes a {@link dev.tutti.schemas.round.LogTick} into every partition of the topics that drive event time, so that the
 * log clock moves when devices are silent. Ticks are records like any other: a replay sees the same ones at the same log
 * times.
 *
 * <p>It is a source of its own with its own sink, not connected to the rest of the job, so its failure restarts nothing
 * else. Its ticks are written without any delivery guarantee: a lost or repeated tick changes nothing.
 */
public final class LogTicker {

    private LogTicker() {}

    /**
     * Adds the ticker to a job.
     *
     * @param environment the job
     * @param cluster the brokers
     * @param topics partition counts
     * @param ticked names of the topics to tick, at least one
     * @param interval time between two ticks in one partition, 1 ms to 1 min
     * @param uid operator id of the source; the sink's is {@code uid-sink}
     */
    public static void add(
            StreamExecutionEnvironment environment,
            KafkaCluster cluster,
            Topics topics,
            List<String> ticked,
            Duration interval,
            String uid) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("expected a tick interval of 1 ms to 1 min, got " + interval);
        }
        List<TickWriter.Place> places = new ArrayList<>();
        for (String topic : ticked) {
            for (int partition = 0; partition < topics.partitionsOf(topic); partition++) {
                places.add(new TickWriter.Place(topic, partition));
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("expected at least one topic to tick, got none");
        }
        double perSecond = places.size() * 1_000.0 / interval.toMillis();
        DataGeneratorSource<Long> source = new DataGeneratorSource<>(
                number -> number, Long.MAX_VALUE, RateLimiterStrategy.perSecond(perSecond), Types.LONG);
        KafkaSink<Long> sink = KafkaSink.<Long>builder()
                .setKafkaProducerConfig(cluster.clientProperties())
                .setRecordSerializer(new TickWriter(places))
                .setDeliveryGuarantee(DeliveryGuarantee.NONE)
                .build();
        // One writer: the n-th tick goes to place n modulo the number of places.
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), uid, Types.LONG)
                .setParallelism(1)
                .uid(uid)
                .sinkTo(sink)
                .setParallelism(1)
                .uid(uid + "-sink")
                .name(uid + "-sink");
    }
}
