package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.schemas.update.RejectReason;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Reads check-ins, outcomes and the operator's orders, and keys them by the population they name. */
public final class PlannerRouter extends ProcessFunction<LogRecord, PlannerInput> {
    private static final long serialVersionUID = 1L;

    /** Records nothing can be made of. */
    public static final OutputTag<RefusedUpdate> GARBAGE =
            new OutputTag<>("planner-garbage", TypeInformation.of(RefusedUpdate.class));

    @Override
    public void processElement(LogRecord log, Context ctx, Collector<PlannerInput> out) {
        String population;
        String detail;
        try {
            SpecificRecord read = RecordCodec.decode(log.value());
            population = population(read);
            detail = "expected a check-in, an outcome or an order, found "
                    + read.getSchema().getName();
        } catch (MalformedRecordException e) {
            population = null;
            detail = String.valueOf(e.getMessage());
        }
        if (population == null) {
            ctx.output(
                    GARBAGE,
                    new RefusedUpdate(
                            "",
                            null,
                            null,
                            RejectReason.MALFORMED.name(),
                            detail,
                            log.partition(),
                            log.offset(),
                            log.logTimeMillis()));
            return;
        }
        out.collect(new PlannerInput(population, log.value(), log.partition(), log.offset(), log.logTimeMillis()));
    }

    private static @Nullable String population(SpecificRecord read) {
        if (read instanceof CheckIn checkIn) {
            return checkIn.getPopulation();
        }
        if (read instanceof TaskCommand command) {
            return command.getPopulation();
        }
        return read instanceof RoundOutcome outcome ? outcome.getPopulation() : null;
    }
}
