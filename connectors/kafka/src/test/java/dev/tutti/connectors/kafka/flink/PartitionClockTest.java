package dev.tutti.connectors.kafka.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class PartitionClockTest {

    private static final int MAX_PARALLELISM = 8;
    private static final long NOON = 1_795_348_800_000L;

    @Test
    void aClockThatStepsBackLeavesTimeWhereItWas() throws Exception {
        try (Clock clock = Clock.fresh(1, 0)) {
            assertThat(clock.times(0, NOON, NOON + 200, NOON - 1_300, NOON - 1_100, NOON + 199, NOON + 201))
                    .containsExactly(NOON, NOON + 200, NOON + 200, NOON + 200, NOON + 200, NOON + 201);
        }
    }

    @Test
    void everyPartitionHasATimeOfItsOwn() throws Exception {
        try (Clock clock = Clock.fresh(1, 0)) {
            assertThat(clock.times(0, NOON)).containsExactly(NOON);
            assertThat(clock.times(1, NOON - 5_000)).containsExactly(NOON - 5_000);
            assertThat(clock.times(0, NOON - 1)).containsExactly(NOON);
        }
    }

    @Test
    void nothingButTheTimeOfARecordChanges() throws Exception {
        try (Clock clock = Clock.fresh(1, 0)) {
            clock.times(3, NOON);
            byte[] value = {1, 2, 3};
            LogRecord late = clock.pass(new LogRecord(3, 77, NOON - 1, value));
            assertThat(late.partition()).isEqualTo(3);
            assertThat(late.offset()).isEqualTo(77);
            assertThat(late.logTimeMillis()).isEqualTo(NOON);
            assertThat(late.value()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aRestartRemembersTheLatestTime() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Clock clock = Clock.fresh(1, 0)) {
            clock.times(0, NOON + 1_500);
            checkpoint = clock.snapshot();
        }
        try (Clock clock = Clock.restored(1, 1, 0, checkpoint)) {
            assertThat(clock.times(0, NOON, NOON + 1_501)).containsExactly(NOON + 1_500, NOON + 1_501);
        }
    }

    @Test
    void afterAChangeOfParallelismWhoeverReadsAPartitionKnowsItsTime() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Clock first = Clock.fresh(2, 0);
                Clock second = Clock.fresh(2, 1)) {
            first.times(0, NOON + 10);
            first.times(2, NOON + 12);
            second.times(1, NOON + 11);
            second.times(3, NOON + 13);
            checkpoint = AbstractStreamOperatorTestHarness.repackageState(first.snapshot(), second.snapshot());
        }
        for (int parallelism = 1; parallelism <= 4; parallelism++) {
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (Clock clock = Clock.restored(2, parallelism, subtask, checkpoint)) {
                    for (int partition = 0; partition < 4; partition++) {
                        assertThat(clock.times(partition, NOON)).containsExactly(NOON + 10 + partition);
                    }
                }
            }
        }
    }

    @Test
    void aTimeRememberedElsewhereLosesToTheLaterOne() throws Exception {
        OperatorSubtaskState both;
        try (Clock first = Clock.fresh(2, 0)) {
            first.times(0, NOON);
            OperatorSubtaskState early = first.snapshot();
            try (Clock second = Clock.restored(1, 2, 1, early)) {
                second.times(0, NOON + 60_000);
                // The first subtask still holds noon for a partition that is no longer its own.
                both = AbstractStreamOperatorTestHarness.repackageState(second.snapshot(), early);
            }
        }
        try (Clock clock = Clock.restored(2, 2, 0, both)) {
            assertThat(clock.times(0, NOON + 1)).containsExactly(NOON + 60_000);
        }
    }

    /** One subtask of the operator under test. */
    private static final class Clock implements AutoCloseable {

        private final OneInputStreamOperatorTestHarness<LogRecord, LogRecord> harness;
        private long offset;

        private Clock(int parallelism, int subtask) throws Exception {
            harness = new OneInputStreamOperatorTestHarness<>(
                    new ProcessOperator<>(new PartitionClock()), MAX_PARALLELISM, parallelism, subtask);
            harness.setup(
                    LogRecord.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        }

        static Clock fresh(int parallelism, int subtask) throws Exception {
            Clock clock = new Clock(parallelism, subtask);
            clock.harness.open();
            return clock;
        }

        static Clock restored(int formerly, int parallelism, int subtask, OperatorSubtaskState checkpoint)
                throws Exception {
            Clock clock = new Clock(parallelism, subtask);
            clock.harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    checkpoint, MAX_PARALLELISM, formerly, parallelism, subtask));
            clock.harness.open();
            return clock;
        }

        List<Long> times(int partition, long... logTimes) throws Exception {
            List<Long> times = new ArrayList<>();
            for (long logTime : LongStream.of(logTimes).toArray()) {
                times.add(pass(new LogRecord(partition, offset++, logTime, new byte[0]))
                        .logTimeMillis());
            }
            return times;
        }

        LogRecord pass(LogRecord record) throws Exception {
            harness.getOutput().clear();
            harness.processElement(new StreamRecord<>(record, record.logTimeMillis()));
            return harness.extractOutputValues().get(0);
        }

        OperatorSubtaskState snapshot() throws Exception {
            return harness.snapshot(1, 1);
        }

        @Override
        public void close() {
            try {
                harness.close();
            } catch (Exception e) {
                throw new IllegalStateException("expected the operator to close", e);
            }
        }
    }
}
