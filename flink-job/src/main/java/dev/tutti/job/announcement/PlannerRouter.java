package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.LogRecord;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.update.RejectReason;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Reads check-ins and outcomes, and keys them by a population this job serves. */
public final class PlannerRouter extends ProcessFunction<LogRecord, PlannerInput> {
    private static final long serialVersionUID = 1L;

    /** Records nothing can be made of. */
    public static final OutputTag<RefusedUpdate> GARBAGE =
            new OutputTag<>("planner-garbage", TypeInformation.of(RefusedUpdate.class));

    private final JobConfig config;

    /** @param config which populations are served */
    public PlannerRouter(JobConfig config) {
        this.config = config;
    }

    @Override
    public void processElement(LogRecord log, Context ctx, Collector<PlannerInput> out) {
        String population;
        String detail;
        try {
            SpecificRecord read = RecordCodec.decode(log.value());
            population = population(read);
            detail = "expected a check-in or outcome of a population served here, found "
                    + read.getSchema().getName();
        } catch (MalformedRecordException e) {
            population = null;
            detail = String.valueOf(e.getMessage());
        }
        if (population == null || config.task(population) == null) {
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
        out.collect(new PlannerInput(population, log.value()));
    }

    private static @Nullable String population(SpecificRecord read) {
        if (read instanceof CheckIn checkIn) {
            return checkIn.getPopulation();
        }
        return read instanceof RoundOutcome outcome ? outcome.getPopulation() : null;
    }
}
