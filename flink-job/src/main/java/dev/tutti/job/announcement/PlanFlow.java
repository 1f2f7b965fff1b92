package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.task.Restoration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Wires the announcing half of the round noun: check-ins, outcomes and the operator's orders in, announcements out.
 *
 * @param announced rounds, for the verifier and the sealer
 * @param said the same announcements, for the world
 * @param restorations models the operator wants back, for the judge
 * @param garbage records nothing can be made of
 */
public record PlanFlow(
        DataStream<Announced> announced,
        DataStream<Said> said,
        DataStream<Restoration> restorations,
        DataStream<RefusedUpdate> garbage) {
    /**
     * Adds the planner.
     *
     * @param checkIns the check-ins topic
     * @param outcomes the outcomes topic, the one cycle
     * @param orders the tasks topic
     */
    public static PlanFlow of(
            DataStream<LogRecord> checkIns,
            DataStream<LogRecord> outcomes,
            DataStream<LogRecord> orders,
            JobConfig config) {
        SingleOutputStreamOperator<PlannerInput> input = checkIns.union(outcomes, orders)
                .process(new PlannerRouter(), TypeInformation.of(PlannerInput.class))
                .setParallelism(1)
                .uid("planner-router")
                .name("planner-router");
        SingleOutputStreamOperator<Announced> announced = input.keyBy(PlannerInput::population)
                .process(new RoundPlanner(config), TypeInformation.of(Announced.class))
                .setParallelism(1)
                .uid("round-planner")
                .name("round-planner");
        return new PlanFlow(
                announced,
                announced.getSideOutput(RoundPlanner.SAID),
                announced.getSideOutput(RoundPlanner.RESTORATIONS),
                input.getSideOutput(PlannerRouter.GARBAGE).union(announced.getSideOutput(RoundPlanner.GARBAGE)));
    }
}
