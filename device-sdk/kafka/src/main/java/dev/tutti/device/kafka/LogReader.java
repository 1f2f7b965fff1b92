package dev.tutti.device.kafka;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer and one thread that read what the job says, committed transactions only, for all devices of the process.
 * It belongs to no consumer group and commits nothing: history is read again by the next process. Requests are read from
 * the present on only, because the keys they ask for are those of this process.
 */
final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Switchboard switchboard;
    /** In the order in which records read together are delivered: a request comes after its announcement. */
    private final List<TopicPartition> partitions;

    private final Map<TopicPartition, Long> catchUpTo;
    private final Thread thread = new Thread(this::run, "tutti-device-log");
    private volatile boolean closed;

    /**
     * Finds the end of the log; throws if the topics cannot be reached.
     */
    LogReader(KafkaCluster cluster, Topics topics, Switchboard switchboard) {
        this.switchboard = switchboard;
        List<TopicPartition> history = new ArrayList<>();
        history.addAll(partitionsOf(topics, topics.models()));
        history.addAll(partitionsOf(topics, topics.announcements()));
        history.addAll(partitionsOf(topics, topics.outcomes()));
        List<TopicPartition> requests = partitionsOf(topics, topics.requests());
        List<TopicPartition> receipts = partitionsOf(topics, topics.receipts());
        partitions = new ArrayList<>(history);
        partitions.addAll(requests);
        partitions.addAll(receipts);
        consumer = new KafkaConsumer<>(settings(cluster), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.assign(partitions);
            catchUpTo = consumer.endOffsets(partitions);
            consumer.seekToBeginning(history);
            consumer.seekToBeginning(receipts);
            requests.forEach(partition -> consumer.seek(partition, catchUpTo.getOrDefault(partition, 0L)));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        boolean live = false;
        while (!closed) {
            try {
                live = live || goLiveIfCaughtUp();
                dispatch(consumer.poll(POLL));
            } catch (WakeupException e) {
                LOG.debug("woken up to close");
            } catch (KafkaException e) {
                LOG.warn("could not read the log, trying again: {}", e.toString());
                pause();
            } catch (RuntimeException e) {
                LOG.error("a record could not be delivered; it is skipped", e);
            }
        }
        consumer.close();
    }

    private boolean goLiveIfCaughtUp() {
        boolean caughtUp =
                catchUpTo.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (caughtUp) {
            switchboard.goLive();
        }
        return caughtUp;
    }

    private void dispatch(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : partitions) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                try {
                    switchboard.dispatch(RecordCodec.decode(record.value()));
                } catch (MalformedRecordException e) {
                    LOG.warn("{} offset {}: {}", partition, record.offset(), e.getMessage());
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops reading and waits until the thread has let go of the consumer. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<TopicPartition> partitionsOf(Topics topics, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topics.partitionsOf(topic); partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        return partitions;
    }

    private static Properties settings(KafkaCluster cluster) {
        Properties properties = cluster.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * Topics.MAX_MESSAGE_BYTES);
        return properties;
    }
}
