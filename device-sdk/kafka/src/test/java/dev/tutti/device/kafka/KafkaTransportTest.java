package dev.tutti.device.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.TopicSpec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.DeviceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many devices, one transport, a real broker. */
final class KafkaTransportTest {
    private static final AtomicInteger RUN = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static EmbeddedKafka broker;

    private final Topics topics = new Topics("test-" + RUN.incrementAndGet());
    private KafkaCluster cluster;
    private Producer<byte[], byte[]> job;
    private KafkaTransport transport;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedKafka.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void openTransport() {
        broker.createTopics(
                topics.all().stream().map(spec -> spec.toNewTopic((short) 1)).toList());
        cluster = KafkaCluster.at(broker.bootstrapServers());
        job = new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        transport = KafkaTransport.open(cluster, topics, directory);
    }

    @AfterEach
    void closeTransport() {
        transport.close();
        job.close();
    }

    @Test
    void recordsOfADeviceStayInOnePartitionInTheOrderSent() throws TransportException {
        List<SpecificRecord> expected = new ArrayList<>();
        Transport endpoint = transport.endpoint(device(1));
        Transport other = transport.endpoint(device(2));
        for (int i = 0; i < 20; i++) {
            UpdateChunk chunk = chunk(device(1), i);
            expected.add(chunk);
            endpoint.send(chunk);
            other.send(chunk(device(2), i));
        }
        ShareBlob share = share(device(1));
        UpdateHeader header = header(device(1));
        endpoint.send(share);
        endpoint.send(header);
        endpoint.flush();
        other.flush();
        expected.add(share);
        expected.add(header);

        List<ConsumerRecord<byte[], byte[]>> all = read(topics.updates(), 42);
        List<ConsumerRecord<byte[], byte[]>> own = all.stream()
                .filter(record -> device(1).equals(DeviceId.of(record.key())))
                .toList();
        Set<Integer> partitions = new TreeSet<>();
        own.forEach(record -> partitions.add(record.partition()));
        assertThat(partitions).hasSize(1);
        assertThat(own.stream().map(record -> RecordCodec.decode(record.value())))
                .isEqualTo(expected);
    }

    @Test
    void whatADecryptorSaysGoesToItsTopicUnderItsKey() throws TransportException {
        Transport endpoint = transport.endpoint(device(1));
        endpoint.send(checkIn());
        endpoint.send(vote());
        endpoint.send(reply());
        endpoint.flush();

        assertThat(read(topics.checkIns(), 1).get(0).key()).isEqualTo(device(1).bytes());
        assertThat(read(topics.replies(), 2))
                .extracting(ConsumerRecord::key)
                .containsOnly(device(1).bytes());
    }

    @Test
    void eachDeviceHearsWhatIsForAllAndWhatIsForIt() {
        RecordingInbox one = open(1);
        RecordingInbox two = open(2);
        say(topics.models(), model(0));
        say(topics.announcements(), announcement(1));
        say(topics.requests(), voteRequest(device(1)));
        say(topics.requests(), unmaskRequest(device(2)));
        say(topics.receipts(), receipt(device(2), 1));
        say(topics.outcomes(), outcome(1));

        await().until(() -> one.received.size() == 4 && two.received.size() == 5);
        assertThat(one.received)
                .containsExactlyInAnyOrder(model(0), announcement(1), voteRequest(device(1)), outcome(1));
        assertThat(two.received)
                .containsExactlyInAnyOrder(
                        model(0), announcement(1), unmaskRequest(device(2)), receipt(device(2), 1), outcome(1));
    }

    @Test
    void aDeviceThatJoinsLaterHearsTheNewestModelItsReceiptAndTheRoundsNotOver() {
        RecordingInbox early = open(1);
        say(topics.models(), model(0));
        say(topics.models(), model(1));
        say(topics.announcements(), announcement(1));
        say(topics.announcements(), announcement(2));
        say(topics.outcomes(), outcome(1));
        say(topics.receipts(), receipt(device(2), 1));
        say(topics.receipts(), receipt(device(1), 1));
        await().until(() -> early.received.size() == 6);

        RecordingInbox late = open(2);

        await().until(() -> late.received.size() == 3);
        assertThat(late.received).containsExactly(model(1), announcement(2), receipt(device(2), 1));
    }

    @Test
    void aNewProcessReadsHistoryButNoOldRequests() {
        RecordingInbox before = open(1);
        say(topics.models(), model(0));
        say(topics.models(), model(1));
        say(topics.announcements(), announcement(1));
        say(topics.requests(), voteRequest(device(1)));
        say(topics.receipts(), receipt(device(1), 1));
        await().until(() -> before.received.size() == 5);

        try (KafkaTransport again = KafkaTransport.open(cluster, topics, directory)) {
            RecordingInbox after = new RecordingInbox();
            again.endpoint(device(1)).open(after);
            await().until(() -> after.received.size() == 3);
            say(topics.announcements(), announcement(2));
            await().until(() -> after.received.size() == 4);

            assertThat(after.received)
                    .containsExactly(model(1), announcement(1), receipt(device(1), 1), announcement(2));
        }
    }

    @Test
    void whatTheJobTookBackIsNeverHeard() {
        RecordingInbox inbox = open(1);
        Properties settings = cluster.clientProperties();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test-" + topics.prefix());
        try (Producer<byte[], byte[]> transactional =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            send(transactional, topics.announcements(), announcement(1));
            transactional.flush();
            transactional.abortTransaction();
            transactional.beginTransaction();
            send(transactional, topics.announcements(), announcement(2));
            transactional.commitTransaction();
        }
        await().until(() -> !inbox.received.isEmpty());
        assertThat(inbox.received).containsExactly(announcement(2));
    }

    @Test
    void garbageOnATopicIsSkipped() {
        RecordingInbox inbox = open(1);
        var unused = job.send(new ProducerRecord<>(topics.announcements(), new byte[] {1, 2, 3}));
        say(topics.announcements(), announcement(1));

        await().until(() -> !inbox.received.isEmpty());
        assertThat(inbox.received).containsExactly(announcement(1));
    }

    @Test
    void aClosedEndpointHearsNothingMoreAndCanBeReplaced() {
        RecordingInbox first = new RecordingInbox();
        Transport endpoint = transport.endpoint(device(1));
        endpoint.open(first);
        assertThatThrownBy(() -> endpoint.open(first)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transport.endpoint(device(1)).open(first)).isInstanceOf(IllegalStateException.class);
        endpoint.close();
        endpoint.close();
        RecordingInbox second = open(1);
        say(topics.models(), model(0));

        await().until(() -> !second.received.isEmpty());
        assertThat(first.received).isEmpty();
    }

    @Test
    void anArtifactIsFetchedFromTheSharedRoot() throws IOException {
        Files.write(directory.resolve("artifact"), new byte[] {7});
        Transport endpoint = transport.endpoint(device(1));

        assertThat(endpoint.fetch("artifact", 10)).containsExactly(7);
        assertThatThrownBy(() -> endpoint.fetch("../artifact", 10)).isInstanceOf(TransportException.class);
    }

    @Test
    void sendingAfterTheTransportClosedFailsAsATransportDoes() {
        Transport endpoint = transport.endpoint(device(1));
        transport.close();
        assertThatThrownBy(() -> endpoint.send(checkIn())).isInstanceOf(TransportException.class);
    }

    private RecordingInbox open(int number) {
        RecordingInbox inbox = new RecordingInbox();
        transport.endpoint(device(number)).open(inbox);
        return inbox;
    }

    private void say(String topic, SpecificRecord record) {
        send(job, topic, record);
        job.flush();
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, SpecificRecord record) {
        var unused = producer.send(new ProducerRecord<>(topic, RecordCodec.encode(record)));
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicSpec spec : topics.all()) {
                for (int i = 0; spec.name().equals(topic) && i < spec.partitions(); i++) {
                    partitions.add(new TopicPartition(topic, i));
                }
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static DeviceId device(int number) {
        byte[] id = new byte[DeviceId.BYTES];
        id[0] = (byte) number;
        return DeviceId.of(id);
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.wrap(new byte[length]);
    }

    private static ByteBuffer id(DeviceId device) {
        return ByteBuffer.wrap(device.bytes());
    }

    private static ByteBuffer hash(long round) {
        byte[] hash = new byte[32];
        hash[0] = (byte) round;
        return ByteBuffer.wrap(hash);
    }

    private static UpdateChunk chunk(DeviceId device, int index) {
        return new UpdateChunk(hash(1), id(device), bytes(16), index, 0, bytes(5000));
    }

    private static ShareBlob share(DeviceId device) {
        return new ShareBlob(hash(1), id(device), bytes(16), 1, bytes(100));
    }

    private static UpdateHeader header(DeviceId device) {
        return new UpdateHeader(hash(1), id(device), bytes(16), bytes(300), bytes(70), bytes(200));
    }

    private static CheckIn checkIn() {
        return new CheckIn("p", id(device(1)), bytes(100), bytes(70), bytes(200), null);
    }

    private static CohortVote vote() {
        return new CohortVote(hash(1), 1, null, null, "KEYS_GONE");
    }

    private static UnmaskReply reply() {
        return new UnmaskReply(hash(1), 1, bytes(100), bytes(64));
    }

    private static ModelPublished model(long version) {
        return new ModelPublished("p", "t", version, bytes(32), bytes(10), bytes(64), List.of("models/x"));
    }

    private static RoundAnnouncement announcement(long round) {
        return new RoundAnnouncement("p", "t", round, 1, 0, 1, hash(round), bytes(20), bytes(64), null);
    }

    private static RoundOutcome outcome(long round) {
        return RoundOutcome.newBuilder()
                .setPopulation("p")
                .setTask("t")
                .setRound(round)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(hash(round))
                .setStatus(RoundStatus.SEALED)
                .build();
    }

    private static Receipt receipt(DeviceId device, long round) {
        return Receipt.newBuilder()
                .setAnnouncementHash(hash(round))
                .setDeviceId(id(device))
                .setUploadId(bytes(16))
                .setResult(ReceiptResult.BURNED)
                .build();
    }

    private static VoteRequest voteRequest(DeviceId device) {
        return new VoteRequest(hash(1), 1, id(device), bytes(32), 0, 1, List.of());
    }

    private static UnmaskRequest unmaskRequest(DeviceId device) {
        return new UnmaskRequest(hash(1), 1, id(device), bytes(10));
    }
}
