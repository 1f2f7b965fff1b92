package dev.tutti.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TopicsTest {

    private final Topics topics = new Topics("fitness");

    @Test
    void twelveTopicsWithNamesOfTheirOwn() {
        assertThat(topics.names()).hasSize(12).doesNotHaveDuplicates().allMatch(name -> name.startsWith("fitness."));
    }

    @Test
    void everyTopicTakesTheBrokersTimeAndTheLargestRecord() {
        assertThat(topics.all())
                .allSatisfy(topic -> assertThat(topic.settings())
                        .containsEntry("message.timestamp.type", "LogAppendTime")
                        .containsEntry("max.message.bytes", Integer.toString(1024 * 1024 + 64 * 1024)));
    }

    @Test
    void onlyTopicsKeyedByDeviceHaveSeveralPartitions() {
        assertThat(topics.partitionsOf(topics.updates())).isEqualTo(4);
        assertThat(topics.partitionsOf(topics.replies())).isEqualTo(4);
        assertThat(topics.partitionsOf(topics.announcements())).isEqualTo(1);
        assertThat(topics.partitionsOf(topics.outcomes())).isEqualTo(1);
        assertThat(new Topics("fitness", 16).partitionsOf("fitness.requests")).isEqualTo(16);
    }

    @Test
    void refusesNamesAndCountsOutOfRange() {
        assertThatThrownBy(() -> new Topics("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Topics("Fitness/demo")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Topics("fitness", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> topics.partitionsOf("elsewhere")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicSpec("x", 0, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClusterHidesWhatItsSettingsHold() {
        KafkaCluster cluster = new KafkaCluster("broker:9092", Map.of("sasl.jaas.config", "password=hidden"));
        assertThat(cluster.toString())
                .contains("broker:9092", "sasl.jaas.config")
                .doesNotContain("hidden");
        assertThat(cluster.clientProperties())
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("sasl.jaas.config", "password=hidden");
        assertThatThrownBy(() -> KafkaCluster.at(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KafkaCluster("a:1", Map.of("bootstrap.servers", "b:2")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
