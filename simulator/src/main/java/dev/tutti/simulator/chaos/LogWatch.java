package dev.tutti.simulator.chaos;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Watches all topics as they are written and tells how far each round has come. Safe for use from several threads. */
public final class LogWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long CLOSE_MILLIS = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader;
    private final Map<ByteBuffer, Long> rounds = new HashMap<>();
    private final Map<Long, Map<Moment, Integer>> seen = new HashMap<>();
    private final Set<Long> over = new HashSet<>();
    private ByteBuffer newest = ByteBuffer.allocate(0);
    private volatile boolean closed;

    /** Begins to watch, from the beginning of every topic. */
    public LogWatch(KafkaCluster cluster, Topics topics) {
        Properties settings = cluster.clientProperties();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics.names()) {
            for (int p = 0; p < topics.partitionsOf(topic); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = new Thread(this::read, "log-watch");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Waits for a moment of a round.
     *
     * @return false when the round ended before it came, or it did not come within {@code patience}
     */
    public synchronized boolean await(long round, Moment moment, int nth, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (count(round, moment) < nth) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (over.contains(round) || left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private int count(long round, Moment moment) {
        return seen.getOrDefault(round, Map.of()).getOrDefault(moment, 0);
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record.value());
                }
            }
        } catch (WakeupException | InterruptException e) {
            // Closing.
        }
    }

    private synchronized void note(byte[] value) {
        SpecificRecord record;
        try {
            record = RecordCodec.decode(value);
        } catch (MalformedRecordException e) {
            return;
        }
        if (record instanceof RoundAnnouncement said) {
            rounds.put(said.getAnnouncementHash(), said.getRound());
            newest = said.getAnnouncementHash();
            // Announced anew after a crash, the round begins anew; its sub-cohorts are announced in their order.
            if (said.getSubCohort() == 0) {
                seen.put(said.getRound(), new EnumMap<>(Moment.class));
            }
            count(said.getAnnouncementHash(), Moment.ANNOUNCED);
        } else if (record instanceof UpdateHeader said) {
            count(said.getAnnouncementHash(), Moment.UPDATED);
        } else if (record instanceof VoteRequest said) {
            count(said.getAnnouncementHash(), Moment.SEALED);
        } else if (record instanceof CohortVote said) {
            count(said.getAnnouncementHash(), Moment.VOTED);
        } else if (record instanceof UnmaskRequest said) {
            count(said.getAnnouncementHash(), Moment.CERTIFIED);
        } else if (record instanceof UnmaskReply said) {
            count(said.getAnnouncementHash(), Moment.REPLIED);
        } else if (record instanceof AggregatePublished said) {
            count(said.getAnnouncementHash(), Moment.OPENED);
        } else if (record instanceof ModelPublished said) {
            byte[] manifest = new byte[said.getManifest().remaining()];
            said.getManifest().duplicate().get(manifest);
            ByteBuffer source = ByteBuffer.wrap(
                    ModelManifest.decode(manifest).announcement().bytes());
            // What several sub-cohorts made names all of them: it is the newest round's, since one is open at a time.
            count(rounds.containsKey(source) ? source : newest, Moment.PUBLISHED);
        } else if (record instanceof RoundReport said) {
            over.add(said.getRound());
        }
        notifyAll();
    }

    private void count(ByteBuffer cohort, Moment moment) {
        Long round = rounds.get(cohort);
        if (round != null) {
            seen.getOrDefault(round, new EnumMap<>(Moment.class)).merge(moment, 1, Integer::sum);
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
