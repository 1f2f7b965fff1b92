package dev.tutti.connectors.kafka.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Tells, for each record, the watermark it met; the time before any watermark is left out. */
final class WatermarkWatch extends ProcessFunction<LogRecord, WatermarkWatch.Seen> {

    private static final long serialVersionUID = 1L;

    static final TypeInformation<Seen> TYPE = Types.POJO(Seen.class);

    @Override
    public void processElement(LogRecord record, Context context, Collector<Seen> out) {
        long watermark = context.timerService().currentWatermark();
        if (watermark != Long.MIN_VALUE) {
            out.collect(new Seen(record.logTimeMillis(), watermark));
        }
    }

    /** A record's time and the watermark when it came, both milliseconds since the epoch. */
    public record Seen(long logTimeMillis, long watermark) {}
}
