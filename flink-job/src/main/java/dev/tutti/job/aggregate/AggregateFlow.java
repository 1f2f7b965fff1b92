package dev.tutti.job.aggregate;

import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.round.SealFlow;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.update.ChunkArrived;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Wires the aggregate noun: slices add what is admitted and open what is certified; the judge decides whether it counts.
 *
 * @param opened mean updates, by slice
 * @param steps orders to the model's slices
 * @param decisions how rounds ended
 * @param said where opened sums lie
 */
public record AggregateFlow(
        DataStream<OpenedSlice> opened,
        DataStream<ModelStep> steps,
        DataStream<RoundDecision> decisions,
        DataStream<Said> said) {
    /**
     * Adds slices and judge.
     *
     * @param chunks masked bytes
     * @param rounds the sealer's orders and conclusions
     * @param restorations models the operator wants back
     */
    public static AggregateFlow of(
            DataStream<ChunkArrived> chunks, SealFlow rounds, DataStream<Restoration> restorations, JobConfig config) {
        SingleOutputStreamOperator<OpenedSlice> opened = chunks.keyBy(
                        chunk -> SliceKey.of(chunk.cohort(), chunk.slice()), Types.STRING)
                .connect(rounds.signals().keyBy(signal -> SliceKey.of(signal.cohort(), signal.slice()), Types.STRING))
                .process(new SliceAggregator(config), TypeInformation.of(OpenedSlice.class))
                .uid("slice-aggregator")
                .name("slice-aggregator");
        DataStream<JudgeInput> due = rounds.conclusions()
                .map(JudgeInput::of, TypeInformation.of(JudgeInput.class))
                .uid("concluded")
                .name("concluded")
                .union(restorations
                        .map(JudgeInput::of, TypeInformation.of(JudgeInput.class))
                        .setParallelism(1)
                        .uid("restorations")
                        .name("restorations"));
        SingleOutputStreamOperator<RoundDecision> decisions = due.keyBy(JudgeInput::population)
                .connect(opened.getSideOutput(SliceAggregator.VERDICTS).keyBy(SliceVerdict::population))
                .process(new RoundJudge(config), TypeInformation.of(RoundDecision.class))
                .setParallelism(1)
                .uid("round-judge")
                .name("round-judge");
        return new AggregateFlow(
                opened, decisions.getSideOutput(RoundJudge.STEPS), decisions, decisions.getSideOutput(RoundJudge.SAID));
    }
}
