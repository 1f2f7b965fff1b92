package dev.tutti.connectors.kafka.flink;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** The two ways a topic takes part in event time. Both rely on the source running one generator per partition. */
public final class LogWatermarks {

    private LogWatermarks() {}

    /**
     * Event time is log time: per partition the greatest timestamp read, less 1 ms. A step back of the broker's clock
     * leaves it where it was. Never idle.
     */
    public static WatermarkStrategy<LogRecord> ofLog() {
        return WatermarkStrategy.forMonotonousTimestamps();
    }

    /**
     * The greatest watermark at the first periodic emission, also in a reader that holds no partition, so that an input
     * without a say in event time never holds it back.
     */
    public static WatermarkStrategy<LogRecord> neverHoldingBack() {
        return WatermarkStrategy.forGenerator(context -> new NeverHoldingBack());
    }

    static final class NeverHoldingBack implements WatermarkGenerator<LogRecord> {

        @Override
        public void onEvent(LogRecord event, long eventTimestamp, WatermarkOutput output) {
            // Log time does not count here.
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }
    }
}
