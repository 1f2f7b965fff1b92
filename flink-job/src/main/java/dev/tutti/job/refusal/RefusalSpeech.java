package dev.tutti.job.refusal;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.schemas.update.RejectReason;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Says what was refused, each once: to the rejects topic, and to the device whose update it was. Keyed by reason.
 *
 * <p>What it says is bounded, so that a flood of small garbage cannot become a larger flood of rejects: of one reason at
 * most {@link dev.tutti.job.config.JobLimits#rejectsPerMinute()} are named one by one in a minute of the log; the rest are counted, and one
 * reject says how many they were. Every refusal counts in the metrics.
 */
public final class RefusalSpeech extends KeyedProcessFunction<String, RefusedUpdate, Said> {
    private static final long serialVersionUID = 1L;
    private static final long MINUTE_MILLIS = 60_000;

    private final JobConfig config;
    private transient ValueState<Minute> minute;
    private transient RefusalCounters counters;

    /** @param config topics to speak on, and how much to say */
    public RefusalSpeech(JobConfig config) {
        this.config = config;
    }

    /** Refusals of one reason in the current minute. Plain, so that Flink stores it without Kryo. */
    public static final class Minute {
        public int named;
        public long counted;
    }

    /** Adds the operator. */
    public static DataStream<Said> of(DataStream<RefusedUpdate> refused, JobConfig config) {
        return refused.keyBy(RefusedUpdate::reason)
                .process(new RefusalSpeech(config), Said.TYPE)
                .setParallelism(1)
                .uid("refusal-speech")
                .name("refusal-speech");
    }

    @Override
    public void open(OpenContext context) {
        minute = getRuntimeContext().getState(new ValueStateDescriptor<>("minute", TypeInformation.of(Minute.class)));
        counters = new RefusalCounters(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(RefusedUpdate refused, Context ctx, Collector<Said> out) throws Exception {
        counters.count(refused.reason(), refused.platform());
        Minute now = minute.value();
        if (now == null) {
            now = new Minute();
            // The log's clock may not have moved yet; and it may be far behind what a check-in was stamped with.
            long from = Math.max(0, ctx.timerService().currentWatermark());
            ctx.timerService().registerEventTimeTimer(Math.max(from, refused.logTime()) + MINUTE_MILLIS);
        }
        if (now.named < config.limits().rejectsPerMinute()) {
            now.named++;
            say(refused, out);
        } else {
            now.counted++;
        }
        minute.update(now);
    }

    private void say(RefusedUpdate refused, Collector<Said> out) {
        Topics topics = config.topics();
        out.collect(Receipts.reject(topics, refused));
        if (refused.receipt()
                && refused.device() != null
                && refused.upload() != null
                && !refused.cohort().isEmpty()) {
            out.collect(Receipts.rejected(
                    topics,
                    refused.cohort(),
                    refused.device(),
                    refused.upload(),
                    RejectReason.valueOf(refused.reason()),
                    refused.detail()));
        }
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<Said> out) throws Exception {
        Minute past = minute.value();
        minute.clear();
        if (past != null && past.counted > 0) {
            say(
                    new RefusedUpdate(
                            "",
                            null,
                            null,
                            ctx.getCurrentKey(),
                            past.counted + " more were refused for this reason within a minute",
                            -1,
                            -1,
                            now),
                    out);
        }
    }
}
