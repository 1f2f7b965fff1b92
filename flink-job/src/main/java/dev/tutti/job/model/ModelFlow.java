package dev.tutti.job.model;

import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.AggregateFlow;
import dev.tutti.job.aggregate.RoundDecision;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.history.HistorySink;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Wires the model noun: slices step and are written; the publisher joins, signs and tells everybody, and every round that
 * ended becomes a row of the history. */
public final class ModelFlow {
    private ModelFlow() {}

    /**
     * Adds slices of the model and their publisher.
     *
     * @param sums opened slices, the judge's steps and decisions
     * @return models, reports, receipts and outcomes
     */
    public static DataStream<Said> of(AggregateFlow sums, JobConfig config) {
        SingleOutputStreamOperator<SliceWritten> written = sums.opened()
                .keyBy(slice -> ModelSlice.key(slice.population(), slice.slice()))
                .connect(sums.steps().keyBy(step -> ModelSlice.key(step.population(), step.slice())))
                .process(new ModelSlice(config), TypeInformation.of(SliceWritten.class))
                .uid("model-slice")
                .name("model-slice");
        SingleOutputStreamOperator<Said> published = sums.decisions()
                .keyBy(RoundDecision::population)
                .connect(written.keyBy(SliceWritten::population))
                .process(new ModelPublisher(config), Said.TYPE)
                .setParallelism(1)
                .uid("model-publisher")
                .name("model-publisher");
        published
                .getSideOutput(ModelPublisher.ROWS)
                .sinkTo(HistorySink.in(config.historyRoot()))
                .setParallelism(1)
                .uid("history")
                .name("history");
        return published;
    }
}
