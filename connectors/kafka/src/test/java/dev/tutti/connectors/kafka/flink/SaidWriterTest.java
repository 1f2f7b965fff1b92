package dev.tutti.connectors.kafka.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.LogTick;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class SaidWriterTest {

    private final SaidWriter writer = new SaidWriter(List.of("a", "b"));

    @Test
    void aMessageGoesToTheTopicItNames() {
        Said said = Said.of("b", new byte[] {7}, new LogTick(3L));
        ProducerRecord<byte[], byte[]> message = writer.serialize(said, new NoSinkContext(), 99L);
        assertThat(message.topic()).isEqualTo("b");
        assertThat(message.key()).containsExactly(7);
        assertThat(RecordCodec.decode(message.value())).isEqualTo(new LogTick(3L));
        // The key picks the partition, the broker the time.
        assertThat(message.partition()).isNull();
        assertThat(message.timestamp()).isNull();
    }

    @Test
    void anEmptyKeyIsNoKey() {
        assertThat(writer.serialize(new Said("a", new byte[0], new byte[] {1}), new NoSinkContext(), null)
                        .key())
                .isNull();
    }

    @Test
    void aTopicThatIsNotListedIsRefused() {
        assertThatThrownBy(() -> writer.serialize(new Said("c", new byte[0], new byte[0]), new NoSinkContext(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected one of the topics [a, b], got c");
    }

    @Test
    void theSinkLearnsEveryTopicItMayHaveTransactionsIn() throws Exception {
        SaidWriter shipped = InstantiationUtil.clone(writer);
        assertThat(shipped.getKafkaDatasetFacet().orElseThrow().getTopicIdentifier())
                .hasToString(new SaidWriter(List.of("a", "b"))
                        .getKafkaDatasetFacet()
                        .orElseThrow()
                        .getTopicIdentifier()
                        .toString());
    }
}
