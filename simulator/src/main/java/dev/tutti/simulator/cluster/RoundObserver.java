package dev.tutti.simulator.cluster;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what the job says to the world, committed words only, and hands out rounds that are over. It is a reader like any
 * other: it knows nothing that the topics do not say.
 */
public final class RoundObserver implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int CLOSE_MILLIS = 5_000;

    private final Consumer<byte[], byte[]> consumer;
    private final BlockingQueue<WholeRound> rounds = new LinkedBlockingQueue<>();
    private final Thread reader;
    private volatile boolean closed;

    /** Starts reading from the beginning. */
    public RoundObserver(String bootstrapServers, Topics topics) {
        Properties settings = KafkaCluster.at(bootstrapServers).clientProperties();
        settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(
                new TopicPartition(topics.announcements(), 0),
                new TopicPartition(topics.aggregates(), 0),
                new TopicPartition(topics.models(), 0),
                new TopicPartition(topics.reports(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = new Thread(this::read, "round-observer");
        reader.setDaemon(true);
        reader.start();
    }

    /** The next round that is over; empty if there is none within {@code patience}. */
    public Optional<WholeRound> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(rounds.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void read() {
        RoundLedger ledger = new RoundLedger();
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    rounds.addAll(ledger.note(RecordCodec.decode(record.value())));
                }
            }
        } catch (WakeupException | InterruptException e) {
            // Closing.
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
