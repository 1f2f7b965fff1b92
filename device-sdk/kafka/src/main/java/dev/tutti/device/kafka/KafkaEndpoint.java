package dev.tutti.device.kafka;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.DeviceId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** One device's way in and out. Every record it sends is keyed by the device, so that they stay in one partition each. */
final class KafkaEndpoint implements Transport {
    /** How long a flush waits for the broker's answer. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    private final DeviceId device;
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final Switchboard switchboard;
    private final ArtifactRoot artifacts;
    private final Queue<Future<RecordMetadata>> unanswered = new ArrayDeque<>();
    private Optional<DeviceInbox> inbox = Optional.empty();

    KafkaEndpoint(
            DeviceId device,
            Producer<byte[], byte[]> producer,
            Topics topics,
            Switchboard switchboard,
            ArtifactRoot artifacts) {
        this.device = device;
        this.producer = producer;
        this.topics = topics;
        this.switchboard = switchboard;
        this.artifacts = artifacts;
    }

    @Override
    public synchronized void open(DeviceInbox listener) {
        if (inbox.isPresent()) {
            throw new IllegalStateException("expected an endpoint not yet opened");
        }
        inbox = Optional.of(listener);
        switchboard.join(address(), listener);
    }

    @Override
    public void send(CheckIn checkIn) throws TransportException {
        send(topics.checkIns(), checkIn);
    }

    @Override
    public void send(UpdateChunk chunk) throws TransportException {
        send(topics.updates(), chunk);
    }

    @Override
    public void send(ShareBlob share) throws TransportException {
        send(topics.updates(), share);
    }

    @Override
    public void send(UpdateHeader header) throws TransportException {
        send(topics.updates(), header);
    }

    @Override
    public void send(CohortVote vote) throws TransportException {
        send(topics.replies(), vote);
    }

    @Override
    public void send(UnmaskReply reply) throws TransportException {
        send(topics.replies(), reply);
    }

    private void send(String topic, SpecificRecord record) throws TransportException {
        try {
            Future<RecordMetadata> answer =
                    producer.send(new ProducerRecord<>(topic, device.bytes(), RecordCodec.encode(record)));
            synchronized (unanswered) {
                unanswered.removeIf(KafkaEndpoint::arrived);
                unanswered.add(answer);
            }
        } catch (KafkaException | IllegalStateException e) {
            throw new TransportException("could not send to " + topic, e);
        }
    }

    private static boolean arrived(Future<RecordMetadata> answer) {
        if (!answer.isDone()) {
            return false;
        }
        try {
            answer.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            // Kept, so that the next flush tells.
            return false;
        }
    }

    @Override
    public void flush() throws TransportException {
        List<Future<RecordMetadata>> answers;
        synchronized (unanswered) {
            answers = new ArrayList<>(unanswered);
            unanswered.clear();
        }
        long deadline = System.nanoTime() + ANSWER.toNanos();
        try {
            for (Future<RecordMetadata> answer : answers) {
                answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            throw new TransportException("a record did not arrive", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new TransportException("no answer within " + ANSWER.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted while waiting for the broker", e);
        }
    }

    @Override
    public byte[] fetch(String path, int maxBytes) throws TransportException {
        return artifacts.fetch(path, maxBytes);
    }

    @Override
    public synchronized void close() {
        inbox.ifPresent(listener -> switchboard.leave(address(), listener));
    }

    private ByteBuffer address() {
        return ByteBuffer.wrap(device.bytes());
    }
}
