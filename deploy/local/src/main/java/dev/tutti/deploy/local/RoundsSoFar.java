package dev.tutti.deploy.local;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the reports add up to. Said again after a restart, a round counts once.
 *
 * @param completed rounds that made a model
 * @param burned rounds that did not
 * @param modelVersion the newest version they told of
 */
record RoundsSoFar(long completed, long burned, long modelVersion) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Reads the whole topic, committed reports only; by population. */
    static SortedMap<String, RoundsSoFar> read(String broker, Topics topics) throws IOException {
        Properties settings = KafkaCluster.at(broker).clientProperties();
        settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.setProperty(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        TopicPartition reports = new TopicPartition(topics.reports(), 0);
        Map<String, RoundReport> rounds = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(reports));
            consumer.seekToBeginning(List.of(reports));
            long end = consumer.endOffsets(List.of(reports)).getOrDefault(reports, 0L);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(reports) < end && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (RecordCodec.decode(record.value()) instanceof RoundReport report) {
                        rounds.put(
                                report.getPopulation() + "/" + report.getRound() + "/" + report.getAttempt(), report);
                    }
                }
            }
        } catch (KafkaException e) {
            throw new IOException("expected the reports: " + e, e);
        }
        SortedMap<String, RoundsSoFar> byPopulation = new TreeMap<>();
        for (RoundReport report : rounds.values()) {
            byPopulation.merge(report.getPopulation(), of(report), RoundsSoFar::plus);
        }
        return byPopulation;
    }

    private static RoundsSoFar of(RoundReport report) {
        long completed = report.getStatus() == RoundStatus.COMPLETED ? 1 : 0;
        return new RoundsSoFar(completed, 1 - completed, report.getModelVersion());
    }

    private RoundsSoFar plus(RoundsSoFar other) {
        return new RoundsSoFar(
                completed + other.completed, burned + other.burned, Math.max(modelVersion, other.modelVersion));
    }
}
