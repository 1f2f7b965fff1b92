package dev.tutti.connectors.kafka.flink;

import org.apache.flink.api.common.functions.MapFunction;

/** Says every record again, on another topic. */
final class Repeat implements MapFunction<LogRecord, Said> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    Repeat(String topic) {
        this.topic = topic;
    }

    @Override
    public Said map(LogRecord record) {
        return new Said(topic, new byte[] {(byte) record.offset()}, record.value());
    }
}
