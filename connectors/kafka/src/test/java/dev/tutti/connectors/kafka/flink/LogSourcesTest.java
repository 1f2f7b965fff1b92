package dev.tutti.connectors.kafka.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.schemas.round.LogTick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogSourcesTest {

    private static final Topics TOPICS = new Topics("test");
    private static final KafkaCluster NOWHERE = KafkaCluster.at("127.0.0.1:1");

    private final StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    private final LogSources sources = new LogSources(environment, NOWHERE, TOPICS, "test");

    @Test
    void moreReadersThanPartitionsAreRefused() {
        assertThatThrownBy(() -> sources.timed(TOPICS.updates(), 5, "updates"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a source parallelism of 1 to the 4 partitions of test.updates, got 5");
        assertThatThrownBy(() -> sources.untimed(TOPICS.models(), 2, "models"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a source parallelism of 1 to the 1 partitions of test.models, got 2");
        assertThatThrownBy(() -> sources.timed(TOPICS.updates(), 0, "updates"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theClockIsChainedToItsSource() {
        sources.timed(TOPICS.updates(), 3, "updates")
                .sinkTo(new DiscardingSink<>())
                .setParallelism(3);
        assertThat(environment.getStreamGraph().getJobGraph().getNumberOfVertices())
                .isEqualTo(1);
    }

    @Test
    void noTypeFallsBackToAGenericSerializer() {
        assertThat(LogRecord.TYPE).isInstanceOf(PojoTypeInfo.class);
        assertThat(Said.TYPE).isInstanceOf(PojoTypeInfo.class);
    }

    @Test
    void aTopicThatLetsProducersChooseTheTimeIsRefused() {
        assertThatThrownBy(() -> read(TimestampType.CREATE_TIME, new byte[] {1}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected topic test.updates to have message.timestamp.type LogAppendTime");
    }

    @Test
    void aMessageWithoutValueStillCarriesItsTime() throws Exception {
        LogRecord record = read(TimestampType.LOG_APPEND_TIME, null);
        assertThat(record.logTimeMillis()).isEqualTo(5_000);
        assertThat(record.value()).isEmpty();
    }

    @Test
    void aSourceWithoutASayInTimeNeverHoldsItBackEvenWithNothingToRead() {
        List<Watermark> emitted = new ArrayList<>();
        WatermarkGenerator<LogRecord> generator = new LogWatermarks.NeverHoldingBack();
        WatermarkOutput output = new Collecting(emitted);
        generator.onEvent(new LogRecord(0, 0, 5, new byte[0]), 5, output);
        assertThat(emitted).isEmpty();
        generator.onPeriodicEmit(output);
        assertThat(emitted).containsExactly(Watermark.MAX_WATERMARK);
    }

    @Test
    void ticksVisitEveryPartitionInTurn() {
        List<TickWriter.Place> places =
                List.of(new TickWriter.Place("a", 0), new TickWriter.Place("a", 1), new TickWriter.Place("b", 0));
        TickWriter writer = new TickWriter(places);
        for (long number = 0; number < 9; number++) {
            var message = writer.serialize(number, new NoSinkContext(), null);
            assertThat(new TickWriter.Place(message.topic(), message.partition()))
                    .isEqualTo(places.get((int) (number % 3)));
            assertThat(RecordCodec.decode(message.value(), LogTick.class).getSequence())
                    .isEqualTo(number / 3);
        }
    }

    @Test
    void aTickerWithoutPlacesOrWithAnIntervalOutOfRangeIsRefused() {
        assertThatThrownBy(() -> LogTicker.add(environment, NOWHERE, TOPICS, List.of(), Duration.ofSeconds(1), "t"))
                .isInstanceOf(IllegalArgumentException.class);
        for (Duration interval : List.of(Duration.ZERO, Duration.ofMinutes(2))) {
            assertThatThrownBy(
                            () -> LogTicker.add(environment, NOWHERE, TOPICS, List.of(TOPICS.updates()), interval, "t"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static LogRecord read(TimestampType type, byte @Nullable [] value) throws Exception {
        List<LogRecord> records = new ArrayList<>();
        new LogRecordReader()
                .deserialize(
                        new ConsumerRecord<>(
                                TOPICS.updates(),
                                2,
                                9,
                                5_000,
                                type,
                                0,
                                0,
                                null,
                                value,
                                new RecordHeaders(),
                                Optional.empty()),
                        new ListCollector<>(records));
        return records.get(0);
    }

    private record Collecting(List<Watermark> emitted) implements WatermarkOutput {
        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark);
        }

        @Override
        public void markIdle() {
            throw new AssertionError("expected no source to go idle");
        }

        @Override
        public void markActive() {}
    }
}
