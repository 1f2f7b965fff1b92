package dev.tutti.device.kafka;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.device.transport.Transport;
import dev.tutti.secagg.codec.DeviceId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The way between the job's topics and all devices of this process: one producer, one consumer, one thread. Records of a
 * device are keyed by its id, so they stay in one partition, in the order sent, once each (idempotent, acknowledged by
 * all replicas). Only committed records of the job are delivered.
 */
public final class KafkaTransport implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final Switchboard switchboard = new Switchboard();
    private final LogReader reader;
    private final ArtifactRoot artifacts;

    private KafkaTransport(KafkaCluster cluster, Topics topics, Path artifactRoot) {
        this.topics = topics;
        this.artifacts = new ArtifactRoot(artifactRoot);
        this.reader = new LogReader(cluster, topics, switchboard);
        this.producer = new KafkaProducer<>(settings(cluster), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Connects and starts reading. The topics must exist.
     *
     * @param cluster where the brokers are
     * @param topics names and partitions, the same as the job's
     * @param artifactRoot directory that job and devices share
     * @throws org.apache.kafka.common.KafkaException if the brokers or the topics cannot be reached
     */
    public static KafkaTransport open(KafkaCluster cluster, Topics topics, Path artifactRoot) {
        KafkaTransport transport = new KafkaTransport(cluster, topics, artifactRoot);
        transport.reader.start();
        return transport;
    }

    /**
     * Connects and starts reading, with artifacts under a {@code file:} URI.
     *
     * @throws IllegalArgumentException if the URI has another scheme
     */
    public static KafkaTransport open(KafkaCluster cluster, Topics topics, URI artifactRoot) {
        if (!"file".equals(artifactRoot.getScheme())) {
            throw new IllegalArgumentException("artifactRoot: expected a file: URI, got " + artifactRoot);
        }
        return open(cluster, topics, Path.of(artifactRoot));
    }

    /** One device's endpoint. Each device has one open at a time. */
    public Transport endpoint(DeviceId device) {
        return new KafkaEndpoint(device, producer, topics, switchboard, artifacts);
    }

    /** Stops reading, sends what is under way, and lets go. Close the devices first. */
    @Override
    public void close() {
        reader.close();
        producer.close(CLOSE);
    }

    private static Properties settings(KafkaCluster cluster) {
        Properties properties = cluster.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A header must not overtake its chunks: idempotence alone does not order the first batches a broker sees.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, KafkaEndpoint.ANSWER.toMillis());
        // Ciphertext does not compress.
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        return properties;
    }
}
