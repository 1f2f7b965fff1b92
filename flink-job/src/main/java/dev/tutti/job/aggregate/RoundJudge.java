package dev.tutti.job.aggregate;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.JudgedRound.Part;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.task.Restoration;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decides which sub-cohorts of a round count: those whose every slice passed the free verification and whose sum is one
 * that its contributors can have given. Together they move the model by one step. Keyed by population, so that rounds of
 * one population step the model one after another, in the order in which they were judged.
 */
public final class RoundJudge extends KeyedCoProcessFunction<String, JudgeInput, SliceVerdict, RoundDecision> {
    private static final long serialVersionUID = 1L;

    /** Orders to the slices of the model. */
    public static final OutputTag<ModelStep> STEPS =
            new OutputTag<>("model-steps", TypeInformation.of(ModelStep.class));
    /** Where opened sums lie. */
    public static final OutputTag<Said> SAID = new OutputTag<>("judge-said", TypeInformation.of(Said.class));

    private final JobConfig config;
    private final boolean onceARound;
    private transient MapState<String, CohortConclusion> conclusions;
    private transient MapState<String, Docket> dockets;
    /** Rounds of which some sub-cohorts have been heard and others not. */
    private transient MapState<Long, Bench> benches;

    /** Cohorts given up before all their slices had spoken, and when by the wall clock: what their slices still say is late. */
    private transient MapState<String, Long> overdue;

    private transient Suspects suspects;
    private transient ValueState<Long> version;
    /** The version that the last rollback made. */
    private transient ValueState<Long> restored;

    private transient ValueState<Promotion> promotion;
    private transient Counter belowGuard;
    private transient Counter barred;
    private transient Topics topics;

    /** @param config topics to speak on */
    public RoundJudge(JobConfig config) {
        this(config, true);
    }

    /** For tests: without {@code onceARound} devices in several sub-cohorts of a round are taken for several devices. */
    RoundJudge(JobConfig config, boolean onceARound) {
        this.config = config;
        this.onceARound = onceARound;
    }

    /** Verdicts of one cohort so far, by slice. Plain, so that Flink stores it without Kryo. */
    public static final class Docket {
        public Map<Integer, SliceVerdict> verdicts = new HashMap<>();

        List<SliceVerdict> inOrder() {
            return verdicts.values().stream()
                    .sorted(Comparator.comparingInt(SliceVerdict::slice))
                    .toList();
        }
    }

    /** Sub-cohorts of one round heard so far, by their number. Plain, so that Flink stores it without Kryo. */
    public static final class Bench {
        public Map<Integer, HeardCohort> heard = new HashMap<>();
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        conclusions = runtime.getMapState(
                new MapStateDescriptor<>("conclusions", Types.STRING, TypeInformation.of(CohortConclusion.class)));
        dockets = runtime.getMapState(
                new MapStateDescriptor<>("dockets", Types.STRING, TypeInformation.of(Docket.class)));
        benches = runtime.getMapState(new MapStateDescriptor<>("benches", Types.LONG, TypeInformation.of(Bench.class)));
        overdue = runtime.getMapState(new MapStateDescriptor<>("overdue", Types.STRING, Types.LONG));
        suspects = new Suspects(runtime);
        promotion = runtime.getState(new ValueStateDescriptor<>("promotion", TypeInformation.of(Promotion.class)));
        belowGuard = runtime.getMetricGroup().addGroup("model").counter("belowGuard");
        barred = runtime.getMetricGroup().addGroup("round").counter("barredForBurning");
        version = runtime.getState(new ValueStateDescriptor<>("version", Types.LONG));
        restored = runtime.getState(new ValueStateDescriptor<>("restored", Types.LONG));
        topics = config.topics();
    }

    @Override
    public void processElement1(JudgeInput input, Context ctx, Collector<RoundDecision> out) throws Exception {
        if (input.restoration() != null) {
            restore(input.restoration(), ctx, out);
        } else if (input.conclusion() != null) {
            hear(input.conclusion(), ctx, out);
        }
    }

    /** The named model becomes the newest version and the promoted one; rounds that learnt from those before burn. */
    private void restore(Restoration order, Context ctx, Collector<RoundDecision> out) throws Exception {
        long next = Objects.requireNonNullElse(version.value(), 0L) + 1;
        version.update(next);
        restored.update(next);
        promotion.update(Promotion.restored(next));
        for (int slice = 0; slice < order.slicePaths().size(); slice++) {
            ctx.output(
                    STEPS,
                    new ModelStep(
                            order.population(),
                            List.of(),
                            slice,
                            next,
                            true,
                            order.task(),
                            order.slicePaths().get(slice),
                            order.sliceDigests().get(slice)));
        }
        out.collect(RoundDecision.restoring(order, next));
    }

    private void hear(CohortConclusion conclusion, Context ctx, Collector<RoundDecision> out) throws Exception {
        switch (conclusion.kind()) {
            case OPENED -> {
                conclusions.put(conclusion.cohort(), conclusion);
                hearIfWhole(conclusion.cohort(), ctx, out);
            }
            case BURNED -> heard(conclusion, List.of(), ctx, out);
            case OVERDUE -> {
                // Heard already, the conclusion is gone, and being late means nothing.
                if (conclusions.contains(conclusion.cohort())) {
                    Docket docket = dockets.get(conclusion.cohort());
                    conclusions.remove(conclusion.cohort());
                    dockets.remove(conclusion.cohort());
                    giveUp(conclusion.cohort(), ctx.timerService().currentProcessingTime());
                    heard(conclusion, docket == null ? List.of() : docket.inOrder(), ctx, out);
                }
            }
        }
    }

    private void giveUp(String cohort, long now) throws Exception {
        List<String> old = new ArrayList<>();
        for (Map.Entry<String, Long> each : overdue.entries()) {
            if (each.getValue() + config.bytesTtlMillis() < now) {
                old.add(each.getKey());
            }
        }
        for (String each : old) {
            overdue.remove(each);
        }
        overdue.put(cohort, now);
    }

    @Override
    public void processElement2(SliceVerdict verdict, Context ctx, Collector<RoundDecision> out) throws Exception {
        if (overdue.contains(verdict.cohort())) {
            if (verdict.passed()) {
                // Its sum lies with the slice of the model and will never be asked for.
                ctx.output(
                        STEPS,
                        ModelStep.bySums(
                                verdict.population(), List.of(verdict.cohort()), verdict.slice(), 0, false, ""));
            }
            return;
        }
        Docket docket = dockets.get(verdict.cohort());
        if (docket == null) {
            docket = new Docket();
        }
        docket.verdicts.put(verdict.slice(), verdict);
        dockets.put(verdict.cohort(), docket);
        hearIfWhole(verdict.cohort(), ctx, out);
    }

    private void hearIfWhole(String cohort, Context ctx, Collector<RoundDecision> out) throws Exception {
        CohortConclusion conclusion = conclusions.get(cohort);
        Docket docket = dockets.get(cohort);
        if (conclusion == null || docket == null || docket.verdicts.size() < conclusion.slices()) {
            return;
        }
        conclusions.remove(cohort);
        dockets.remove(cohort);
        heard(conclusion, docket.inOrder(), ctx, out);
    }

    /** One sub-cohort has been heard; with the last of its round the round is judged. */
    private void heard(
            CohortConclusion conclusion, List<SliceVerdict> verdicts, Context ctx, Collector<RoundDecision> out)
            throws Exception {
        RoundReport report = RecordCodec.decode(conclusion.report(), RoundReport.class);
        Bench bench = Objects.requireNonNullElseGet(benches.get(report.getRound()), Bench::new);
        bench.heard.put(report.getSubCohort(), new HeardCohort(conclusion, report, verdicts));
        if (bench.heard.size() < report.getSubCohorts()) {
            benches.put(report.getRound(), bench);
            return;
        }
        benches.remove(report.getRound());
        decide(JudgedRound.of(bench.heard.values(), Objects.requireNonNullElse(restored.value(), 0L)), ctx, out);
    }

    private void decide(JudgedRound round, Context ctx, Collector<RoundDecision> out) throws Exception {
        boolean moves = !round.completed().isEmpty();
        long head = Objects.requireNonNullElse(version.value(), 0L);
        if (moves) {
            head++;
            version.update(head);
        }
        promote(round, head);
        step(round, head, ctx);
        for (Part part : round.completed()) {
            part.verdicts().forEach(verdict -> ctx.output(SAID, published(verdict, part.report())));
        }
        out.collect(new RoundDecision(
                round.population(),
                round.taskText(),
                round.source(),
                moves,
                head,
                moves ? round.completed().get(0).verdicts().size() : 0,
                ends(round)));
    }

    private void promote(JudgedRound round, long head) throws Exception {
        List<RoundReport> completed =
                round.completed().stream().map(Part::report).toList();
        round.parts().forEach(part -> part.report().setModelVersion(head));
        Promotion promoted = Objects.requireNonNullElseGet(promotion.value(), Promotion::new);
        if (!completed.isEmpty()) {
            promoted.judge(round.task().guard(), completed);
            promotion.update(promoted);
            if (completed.get(0).getGuard() == GuardVerdict.BELOW_GUARD) {
                belowGuard.inc();
            }
        }
        round.parts().forEach(part -> part.report().setPromotedVersion(promoted.version));
    }

    /** One step by all sums that count; the others are forgotten. A slice that failed opened nothing. */
    private static void step(JudgedRound round, long head, Context ctx) {
        List<Part> completed = round.completed();
        if (!completed.isEmpty()) {
            List<String> cohorts =
                    completed.stream().map(part -> part.conclusion().cohort()).toList();
            for (SliceVerdict verdict : completed.get(0).verdicts()) {
                order(round, cohorts, verdict.slice(), head, true, ctx);
            }
        }
        for (Part part : round.parts()) {
            if (!part.completed()) {
                part.verdicts().stream()
                        .filter(SliceVerdict::passed)
                        .forEach(verdict ->
                                order(round, List.of(part.conclusion().cohort()), verdict.slice(), head, false, ctx));
            }
        }
    }

    private static void order(
            JudgedRound round, List<String> cohorts, int slice, long head, boolean apply, Context ctx) {
        ctx.output(STEPS, ModelStep.bySums(round.population(), cohorts, slice, head, apply, round.taskText()));
    }

    private List<CohortEnd> ends(JudgedRound round) throws Exception {
        Set<String> inSeveral = onceARound ? round.inSeveral() : Set.of();
        List<String> named = suspects.learn(round, inSeveral);
        barred.inc(named.size());
        List<CohortEnd> ends = new ArrayList<>();
        for (Part part : round.parts()) {
            CohortConclusion conclusion = part.conclusion();
            List<String> out = new ArrayList<>(conclusion.barred());
            List<String> present = conclusion.inTime();
            Stream.concat(
                            present.stream().filter(named::contains),
                            present.stream().filter(inSeveral::contains).limit(Suspects.NAMED_AT_ONCE))
                    .filter(device -> !out.contains(device))
                    .forEach(out::add);
            suspects.forget(out);
            part.report().setBarred(out.stream().map(RoundJudge::wrap).toList());
            ends.add(new CohortEnd(
                    conclusion.cohort(), RecordCodec.encode(part.report()), conclusion.contributors(), out));
        }
        return ends;
    }

    private Said published(SliceVerdict verdict, RoundReport report) {
        AggregatePublished aggregate = AggregatePublished.newBuilder()
                .setAnnouncementHash(wrap(verdict.cohort()))
                .setPopulation(verdict.population())
                .setSlice(verdict.slice())
                .setContributors(report.getSealed())
                .setPath(verdict.path())
                .setDigest(ByteBuffer.wrap(verdict.sumDigest()))
                .build();
        return Said.of(topics.aggregates(), verdict.population().getBytes(StandardCharsets.UTF_8), aggregate);
    }

    private static ByteBuffer wrap(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
