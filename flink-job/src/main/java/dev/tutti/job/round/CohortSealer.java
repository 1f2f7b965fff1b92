package dev.tutti.job.round;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.refusal.ClaimedPlatform;
import dev.tutti.job.refusal.Receipts;
import dev.tutti.job.refusal.RefusalCounters;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.update.VerifiedUpdate;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.statement.Announcement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The one decider of a cohort: who is in it, when it closes, whether its members agreed, and what they opened. Keyed by
 * announcement hash; driven by the log clock alone, so a replay of the log decides the same.
 *
 * <p>U is in checkpointed state before any member hears of it: vote requests leave through a transactional sink and
 * become visible only with the checkpoint that holds the seal (protocol: "Job, at close").
 */
public final class CohortSealer extends KeyedProcessFunction<String, SealerInput, SliceSignal> {
    private static final long serialVersionUID = 1L;

    /** Orders to the members' share boxes. */
    public static final OutputTag<BoxSignal> BOXES = new OutputTag<>("boxes", TypeInformation.of(BoxSignal.class));
    /** Everything said to devices and members. */
    public static final OutputTag<Said> SAID = new OutputTag<>("sealer-said", TypeInformation.of(Said.class));
    /** How cohorts ended here. */
    public static final OutputTag<CohortConclusion> CONCLUSIONS =
            new OutputTag<>("conclusions", TypeInformation.of(CohortConclusion.class));

    private final JobConfig config;
    private transient ValueState<CohortState> state;
    private transient MapState<String, Candidate> candidates;
    private transient MapState<Integer, SignedBytes> votes;
    private transient MapState<Integer, SignedBytes> replies;
    private transient Map<String, Announcement> parsed;
    private transient RefusalCounters counters;

    /** @param config topics to speak on, and how long to remember finished cohorts */
    public CohortSealer(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        state = runtime.getState(new ValueStateDescriptor<>("cohort", TypeInformation.of(CohortState.class)));
        candidates = runtime.getMapState(
                new MapStateDescriptor<>("candidates", Types.STRING, TypeInformation.of(Candidate.class)));
        votes = runtime.getMapState(
                new MapStateDescriptor<>("votes", Types.INT, TypeInformation.of(SignedBytes.class)));
        replies = runtime.getMapState(
                new MapStateDescriptor<>("replies", Types.INT, TypeInformation.of(SignedBytes.class)));
        parsed = new HashMap<>();
        counters = new RefusalCounters(runtime.getMetricGroup());
    }

    @Override
    public void processElement(SealerInput input, Context ctx, Collector<SliceSignal> out) throws Exception {
        CohortState known = state.value();
        if (input.announced() != null) {
            if (known == null) {
                begin(input.announced(), ctx, out);
            }
            return;
        }
        if (known == null) {
            if (input.verified() != null) {
                lateForAForgottenRound(input.verified(), ctx);
            }
            return;
        }
        CohortRound round = round(input.cohort(), known, ctx, out);
        RoundPhase phase = RoundPhase.of(known.phase);
        if (input.verified() != null) {
            known.uploaded++;
            known.verified++;
            phase.onUpdate(round, Candidate.of(input.verified()));
        } else if (input.refused() != null) {
            count(input.refused(), known);
        } else if (input.said() != null) {
            phase.onMember(round, input.said());
        }
        state.update(known);
    }

    private static void count(RefusedUpdate refused, CohortState known) {
        known.uploaded++;
        if (refused.reason().equals(RejectReason.LATE.name())) {
            // Past the latest close there can be: nothing else was wrong with it.
            known.verified++;
            known.late++;
        } else {
            known.rejected.merge(refused.reason(), 1, Integer::sum);
        }
    }

    private void lateForAForgottenRound(VerifiedUpdate late, Context ctx) {
        Topics topics = config.topics();
        String detail = "the round ended long ago";
        counters.count(RejectReason.LATE.name(), ClaimedPlatform.of(late.credential()));
        ctx.output(
                SAID,
                Receipts.rejected(topics, late.cohort(), late.device(), late.upload(), RejectReason.LATE, detail));
        ctx.output(
                SAID,
                Receipts.reject(
                        topics,
                        late.cohort(),
                        late.device(),
                        late.upload(),
                        RejectReason.LATE,
                        detail,
                        -1,
                        -1,
                        late.completedAt()));
    }

    private void begin(Announced announced, Context ctx, Collector<SliceSignal> out) throws Exception {
        CohortState fresh = new CohortState();
        fresh.announcement = announced.announcement();
        fresh.announcedAt = announced.announcedAt();
        fresh.task = announced.task();
        CohortRound round = round(announced.cohort(), fresh, ctx, out);
        fresh.closeAt = round.announcement().window().closesAtMillis();
        round.start();
        long limits = round.announcement().window().voteLimitMillis()
                + round.announcement().window().unmaskLimitMillis();
        ctx.timerService().registerEventTimeTimer(fresh.closeAt + limits + retainMillis(round));
        state.update(fresh);
    }

    private static long retainMillis(CohortRound round) {
        return TaskText.parse(round.state().task).timing().retainMillis();
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<SliceSignal> out) throws Exception {
        CohortState known = state.value();
        if (known == null) {
            return;
        }
        if (ctx.timerService().currentWatermark() == Long.MAX_VALUE) {
            // End of input (a drained stop): sealing now would be a cohort no log decided.
            return;
        }
        CohortRound round = round(ctx.getCurrentKey(), known, ctx, out);
        RoundPhase.of(known.phase).onTime(round, now);
        boolean over = known.phase == CohortState.Phase.APPLYING || known.phase == CohortState.Phase.BURNED;
        long forgetAt = Math.max(known.closeAt, known.deadline) + retainMillis(round);
        if (over && now >= forgetAt) {
            state.clear();
            candidates.clear();
            votes.clear();
            replies.clear();
            parsed.remove(ctx.getCurrentKey());
            return;
        }
        if (over) {
            ctx.timerService().registerEventTimeTimer(forgetAt);
        }
        state.update(known);
    }

    private CohortRound round(String cohort, CohortState known, Context ctx, Collector<SliceSignal> out) {
        Announcement announcement = parsed.computeIfAbsent(cohort, c -> Announcement.decode(known.announcement));
        Topics topics = config.topics();
        return new CohortRound(cohort, announcement, known, new KeyedMemory(), new Outputs(ctx, out, counters), topics);
    }

    /** The sealer's outputs as the phases see them. */
    private static final class Outputs implements CohortEffects {
        private final KeyedProcessFunction<String, SealerInput, SliceSignal>.Context ctx;
        private final Collector<SliceSignal> out;
        private final RefusalCounters counters;

        Outputs(
                KeyedProcessFunction<String, SealerInput, SliceSignal>.Context ctx,
                Collector<SliceSignal> out,
                RefusalCounters counters) {
            this.ctx = ctx;
            this.out = out;
            this.counters = counters;
        }

        @Override
        public void wakeAt(long logTimeMillis) {
            ctx.timerService().registerEventTimeTimer(logTimeMillis);
        }

        @Override
        public void signal(SliceSignal signal) {
            out.collect(signal);
        }

        @Override
        public void box(BoxSignal signal) {
            ctx.output(BOXES, signal);
        }

        @Override
        public void countRefusal(String reason, String platform) {
            counters.count(reason, platform);
        }

        @Override
        public void say(Said said) {
            ctx.output(SAID, said);
        }

        @Override
        public void conclude(CohortConclusion conclusion) {
            ctx.output(CONCLUSIONS, conclusion);
        }

        @Override
        public long wallClock() {
            return ctx.timerService().currentProcessingTime();
        }
    }

    /** Flink's keyed state as the phases see it. */
    private final class KeyedMemory implements CohortMemory {
        @Override
        public List<Candidate> candidates() {
            return unchecked(() -> {
                List<Candidate> all = new ArrayList<>();
                candidates.values().forEach(all::add);
                return all;
            });
        }

        @Override
        public @Nullable Candidate candidate(String device) {
            return unchecked(() -> candidates.get(device));
        }

        @Override
        public void put(Candidate candidate) {
            unchecked(() -> {
                candidates.put(candidate.device, candidate);
                return candidate;
            });
        }

        @Override
        public Map<Integer, SignedBytes> votes() {
            return copy(votes);
        }

        @Override
        public void putVote(int member, SignedBytes vote) {
            unchecked(() -> {
                votes.put(member, vote);
                return vote;
            });
        }

        @Override
        public Map<Integer, SignedBytes> replies() {
            return copy(replies);
        }

        @Override
        public void putReply(int member, SignedBytes reply) {
            unchecked(() -> {
                replies.put(member, reply);
                return reply;
            });
        }

        private Map<Integer, SignedBytes> copy(MapState<Integer, SignedBytes> from) {
            return unchecked(() -> {
                Map<Integer, SignedBytes> all = new HashMap<>();
                from.entries().forEach(e -> all.put(e.getKey(), e.getValue()));
                return all;
            });
        }
    }

    private interface StateAccess<T extends @Nullable Object> {
        T get() throws Exception;
    }

    /** A state backend that fails must fail the task, not be caught as bad input. */
    private static <T extends @Nullable Object> T unchecked(StateAccess<T> access) {
        try {
            return access.get();
        } catch (Exception e) {
            throw new IllegalStateException("the state backend failed", e);
        }
    }
}
