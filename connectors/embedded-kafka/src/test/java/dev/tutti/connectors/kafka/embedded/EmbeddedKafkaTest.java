package dev.tutti.connectors.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaTest {

    @TempDir
    static Path directory;

    private static @Nullable EmbeddedKafka running;

    @BeforeAll
    static void startBroker() throws Exception {
        running = EmbeddedKafka.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        kafka().close();
    }

    private static EmbeddedKafka kafka() {
        EmbeddedKafka kafka = running;
        if (kafka == null) {
            throw new IllegalStateException("expected a running broker");
        }
        return kafka;
    }

    @Test
    void stampsRecordsWithItsOwnTimeWhateverTheProducerClaims() throws Exception {
        kafka().createTopics(List.of(new NewTopic("stamped", 1, (short) 1)));
        long before = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>("stamped", 0, 1_000L, "key", "from 1970"))
                    .get();
        }
        ConsumerRecord<String, String> record = read(kafka(), "stamped", 1).get(0);
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(record.timestamp()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void showsOnlyCommittedTransactionsAndAllowsThemToStayOpenForADay() throws Exception {
        kafka().createTopics(List.of(new NewTopic("transactions", 1, (short) 1)));
        Map<String, Object> transactional = Map.of("transactional.id", "test", "transaction.timeout.ms", (int)
                Duration.ofHours(24).toMillis());
        try (KafkaProducer<String, String> producer = producer(transactional)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", "aborted")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", "committed")).get();
            producer.commitTransaction();
        }
        assertThat(read(kafka(), "transactions", 1))
                .extracting(ConsumerRecord::value)
                .containsExactly("committed");
    }

    @Test
    void createsOnlyWhatIsMissingAndRefusesWhatCannotBe() {
        List<NewTopic> topics = List.of(new NewTopic("twice", 2, (short) 1));
        kafka().createTopics(topics);
        assertThatCode(() -> kafka().createTopics(topics)).doesNotThrowAnyException();
        assertThatThrownBy(() -> kafka().createTopics(List.of(new NewTopic("replicated", 1, (short) 2))))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("replicated");
    }

    @Test
    void keepsItsLogWhenStartedAgainInTheSameDirectory() throws Exception {
        Path again = directory.resolve("again");
        try (EmbeddedKafka first = EmbeddedKafka.start(again)) {
            first.createTopics(List.of(new NewTopic("kept", 1, (short) 1)));
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", first.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("kept", "still here")).get();
            }
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(again)) {
            assertThat(read(second, "kept", 1))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("still here");
        }
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        int port = Integer.parseInt(kafka().bootstrapServers().split(":", -1)[1]);
        assertThat(kafka().bootstrapServers()).startsWith("127.0.0.1:");
        Optional<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        if (outside.isPresent()) {
            assertThatThrownBy(() -> new Socket(outside.get(), port).close()).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void refusesADirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        assertThatThrownBy(() -> EmbeddedKafka.start(file)).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void closesTwiceWithoutComplaint() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("closed"));
        kafka.close();
        assertThatCode(kafka::close).doesNotThrowAnyException();
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> extra) {
        Map<String, Object> settings = new java.util.HashMap<>(extra);
        settings.put("bootstrap.servers", kafka().bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static List<ConsumerRecord<String, String>> read(EmbeddedKafka kafka, String topic, int atLeast) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (records.size() < atLeast && System.nanoTime() < giveUp) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
