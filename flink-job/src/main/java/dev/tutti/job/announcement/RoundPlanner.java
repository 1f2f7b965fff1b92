package dev.tutti.job.announcement;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.outage.Heartbeat;
import dev.tutti.job.outage.OldStateGuard;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.task.Restoration;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces rounds: gathers check-ins, draws a committee, signs the terms, for every task that runs. Keyed by
 * population.
 *
 * <p>Its inputs carry no event time (their watermark is the end of time): it acts on each check-in and outcome as it
 * comes, by the wall clock. What it
 * announces reaches the verifier and the sealer inside the checkpoint that makes it visible to devices, so no answer
 * can overtake its question.
 */
public final class RoundPlanner extends KeyedProcessFunction<String, PlannerInput, Announced>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RoundPlanner.class);

    /** Announcements for the world. */
    public static final OutputTag<Said> SAID = new OutputTag<>("planner-said", TypeInformation.of(Said.class));

    /** Models the judge has to restore. */
    public static final OutputTag<Restoration> RESTORATIONS =
            new OutputTag<>("restorations", TypeInformation.of(Restoration.class));

    /** Records of populations without a task, and orders that cannot be carried out. */
    public static final OutputTag<RefusedUpdate> GARBAGE =
            new OutputTag<>("planner-refused", TypeInformation.of(RefusedUpdate.class));

    private final JobConfig config;
    private transient ValueState<PlannerState> state;
    private transient CheckIns checkIns;
    private transient OperatorKey operator;
    private transient TaskOrders orders;
    /** Tasks by their texts. */
    private transient Map<String, TaskConfig> tasks;

    private transient PlannerSpeech speech;
    private transient Seating seating;
    private transient Withholding withholding;
    private transient Heartbeat heartbeat;
    private transient @Nullable OldStateGuard oldState;

    /** @param config tasks, trust, the operator's key, topics */
    public RoundPlanner(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        state = runtime.getState(new ValueStateDescriptor<>("planner", TypeInformation.of(PlannerState.class)));
        Drawing drawing = Drawing.of(config);
        checkIns = new CheckIns(runtime, config.credentialTrust(), drawing);
        operator = config.readOperatorKey();
        orders = new TaskOrders(
                new OperatorVerifier(operator.publicKey()),
                config.bytesTtlMillis(),
                new ArtifactStore(config.artifactRoot()),
                config.sortition());
        tasks = new HashMap<>();
        speech = new PlannerSpeech(config.topics(), operator);
        seating = new Seating(
                checkIns, new RevocationFile(config.revocations(), config.issuerKeys()), config.sortition(), drawing);
        withholding = new Withholding(runtime.getMetricGroup(), speech);
        heartbeat = new Heartbeat(runtime, config.limits().transactionTimeoutMillis());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        oldState = new OldStateGuard(
                context.getOperatorStateStore(), config.kafka(), config.topics().announcements());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        guard().saving();
    }

    private OldStateGuard guard() {
        return Objects.requireNonNull(oldState, "initialised before anything else");
    }

    @Override
    public void processElement(PlannerInput input, Context ctx, Collector<Announced> out) throws Exception {
        PlannerState known = known(input.population());
        if (state.value() == null && !known.task.isEmpty()) {
            ctx.output(SAID, speech.answer(input.population(), 0, "", known));
        }
        SpecificRecord read = RecordCodec.decode(input.record());
        if (read instanceof TaskCommand command) {
            TaskOrders.Answer answer = orders.carryOut(command, known);
            // What nobody signed has no number and gets no answer.
            if (answer.number() > 0) {
                String refusal = answer.refusal().orElse("");
                ctx.output(SAID, speech.answer(input.population(), answer.number(), refusal, known));
            }
            if (answer.refusal().isPresent()) {
                refuse(input, answer.refusal().get(), ctx);
                if (!known.task.isEmpty()) {
                    state.update(known);
                }
                return;
            }
            if (answer.firstModel() != null) {
                ctx.output(SAID, speech.firstModel(task(known), answer.firstModel()));
            }
            if (answer.restoration() != null) {
                ctx.output(RESTORATIONS, answer.restoration());
            }
        } else if (known.task.isEmpty()) {
            // Nothing is remembered of populations nobody made.
            refuse(input, "expected a population with a task", ctx);
            return;
        }
        guard().check(input.population(), known.nextRound);
        TaskConfig task = task(known);
        if (read instanceof CheckIn checkIn) {
            checkIns.take(checkIn, task, ctx.timerService().currentProcessingTime());
        } else if (read instanceof RoundOutcome outcome) {
            learn(outcome, task, known);
        }
        if (heartbeat.beat(ctx.timerService())) {
            sayAgain(known, ctx);
        }
        announceIfDue(task, known, ctx, out);
        state.update(known);
    }

    /** What is known of a population; for one nobody made, a state without a task. */
    private PlannerState known(String population) throws Exception {
        PlannerState known = state.value();
        if (known == null) {
            known = new PlannerState();
            TaskConfig fromTheStart = config.task(population);
            if (fromTheStart != null) {
                TaskOrders.begin(known, fromTheStart, PlannerState.Standing.RUNNING);
            }
        }
        return known;
    }

    private TaskConfig task(PlannerState known) {
        return tasks.computeIfAbsent(known.task, TaskText::parse);
    }

    private static void refuse(PlannerInput input, String detail, Context ctx) {
        ctx.output(
                GARBAGE,
                new RefusedUpdate(
                        "",
                        null,
                        null,
                        RejectReason.MALFORMED.name(),
                        detail,
                        input.partition(),
                        input.offset(),
                        input.logTime()));
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<Announced> out) throws Exception {
        PlannerState known = state.value();
        if (known == null) {
            return;
        }
        if (heartbeat.beat(ctx.timerService())) {
            sayAgain(known, ctx);
        }
        checkIns.sweep(now);
        if (known.retryAt != 0 && known.retryAt <= now) {
            guard().check(ctx.getCurrentKey(), known.nextRound);
            announceIfDue(task(known), known, ctx, out);
            state.update(known);
        }
    }

    /** After a long outage nobody may have heard of the rounds that are open. */
    private void sayAgain(PlannerState known, Context ctx) {
        if (known.heads.get(known.heads.size() - 1).version == 0) {
            try {
                TaskConfig task = task(known);
                ctx.output(SAID, speech.firstModel(task, orders.firstModel(task)));
            } catch (IOException e) {
                LOG.warn("the first model could not be said again: its files cannot be read", e);
            }
        }
        for (PlannerState.LiveRound live : known.live) {
            ctx.output(
                    SAID,
                    speech.announcement(
                            Announcement.decode(live.announcement),
                            task(known).subCohorts(),
                            live.signature,
                            live.committeeProof));
        }
    }

    private static void learn(RoundOutcome outcome, TaskConfig task, PlannerState known) {
        String cohort = hex(outcome.getAnnouncementHash());
        switch (outcome.getStatus()) {
            case SEALED ->
                known.live.stream().filter(r -> r.cohort.equals(cohort)).forEach(r -> r.sealed = true);
            case COMPLETED -> {
                end(known, cohort);
                long version = outcome.getModelVersion();
                // Said again after an outage, an outcome changes nothing.
                if (known.heads.stream().allMatch(head -> head.version < version)) {
                    byte[] digest = bytes(Objects.requireNonNull(outcome.getModelDigest()));
                    known.heads.add(new PlannerState.Head(version, digest));
                }
                while (known.heads.size() > task.maxStaleness() + 1) {
                    known.heads.remove(0);
                }
            }
            case BURNED -> end(known, cohort);
            case ROLLED_BACK -> rolledBack(outcome, known);
            case UNKNOWN -> LOG.warn("an outcome of unknown status was ignored");
        }
        for (ByteBuffer device : outcome.getBarred()) {
            if (!known.barred.contains(hex(device))) {
                known.barred.add(hex(device));
            }
        }
    }

    /** The restored model is the only one updates may start from: what was learnt from those before is to be forgotten. */
    private static void rolledBack(RoundOutcome outcome, PlannerState known) {
        if (known.restoring.equals(hex(outcome.getAnnouncementHash()))) {
            known.restoring = "";
            known.heads.clear();
            known.heads.add(new PlannerState.Head(
                    outcome.getModelVersion(), bytes(Objects.requireNonNull(outcome.getModelDigest()))));
        }
    }

    private static void end(PlannerState known, String cohort) {
        known.live.removeIf(r -> r.cohort.equals(cohort));
    }

    private void announceIfDue(TaskConfig task, PlannerState known, Context ctx, Collector<Announced> out)
            throws Exception {
        boolean more = task.rounds() == 0 || known.nextRound <= task.rounds();
        boolean settled = known.restoring.isEmpty();
        if (known.standing != PlannerState.Standing.RUNNING || !more || !known.hasRoom(task.liveRounds()) || !settled) {
            return;
        }
        long now = ctx.timerService().currentProcessingTime();
        if (Withholding.waits(known, now)) {
            return;
        }
        Seating.Outcome drawn = seating.draw(task, known, now);
        if (drawn.withheld() != null) {
            withholding
                    .because(drawn.withheld(), drawn.detail(), task.population(), known, ctx.timerService())
                    .ifPresent(said -> ctx.output(SAID, said));
            return;
        }
        if (drawn.committees().isEmpty()) {
            if (drawn.askAgain()) {
                Withholding.later(known, ctx.timerService());
            }
            return;
        }
        withholding.over(task.population(), known).ifPresent(said -> ctx.output(SAID, said));
        for (int subCohort = 0; subCohort < task.subCohorts(); subCohort++) {
            Seating.Committee committee = drawn.committees().get(subCohort);
            List<SignedCheckIn> seated = checkIns.seat(committee.devices());
            Announcement terms = AnnouncementTerms.write(task, known, subCohort, seated, now);
            announce(terms, committee.proof(), task, known, drawn.revoked(), now, ctx, out);
        }
        known.nextRound++;
    }

    private void announce(
            Announcement announcement,
            byte[] proof,
            TaskConfig task,
            PlannerState known,
            byte[] revoked,
            long now,
            Context ctx,
            Collector<Announced> out) {
        byte[] bytes = announcement.encode();
        String cohort = announcement.digest().hex();
        byte[] signature = operator.sign(Announcement.LABEL, bytes);
        PlannerState.LiveRound live = new PlannerState.LiveRound();
        live.round = announcement.round().round();
        live.cohort = cohort;
        live.announcement = bytes;
        live.signature = signature;
        live.committeeProof = proof;
        known.live.add(live);
        LOG.info(
                "{} round {} announced, sub-cohort {} as cohort {}",
                announcement.round().population(),
                announcement.round().round(),
                announcement.round().subCohort(),
                cohort.substring(0, 8));
        out.collect(new Announced(
                announcement.round().population(),
                cohort,
                bytes,
                signature,
                now,
                announcement.window().closesAtMillis(),
                known.task,
                List.copyOf(known.barred),
                revoked));
        ctx.output(SAID, speech.announcement(announcement, task.subCohorts(), signature, proof));
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(bytes(buffer));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
