package dev.tutti.connectors.kafka.flink;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;

/** A writer's surroundings, for writers that must not look at them. */
record NoSinkContext() implements KafkaSinkContext {

    @Override
    public int getParallelInstanceId() {
        throw new AssertionError("expected no look at the subtask");
    }

    @Override
    public int getNumberOfParallelInstances() {
        throw new AssertionError("expected no look at the parallelism");
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
        throw new AssertionError("expected no look at the partitions");
    }
}
