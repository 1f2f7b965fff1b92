package dev.tutti.job.aggregate;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.Guard;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.task.Restoration;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.unmask.ResidueBound;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Decides whether a round counts: only when every slice passed the free verification. Keyed by population, so that
 * rounds of one population step the model one after another, in the order in which they were judged.
 */
public final class RoundJudge extends KeyedCoProcessFunction<String, JudgeInput, SliceVerdict, RoundDecision> {
    private static final long serialVersionUID = 1L;

    /** Orders to the slices of the model. */
    public static final OutputTag<ModelStep> STEPS =
            new OutputTag<>("model-steps", TypeInformation.of(ModelStep.class));
    /** Where opened sums lie. */
    public static final OutputTag<Said> SAID = new OutputTag<>("judge-said", TypeInformation.of(Said.class));

    private final JobConfig config;
    private transient MapState<String, CohortConclusion> conclusions;
    private transient MapState<String, Docket> dockets;
    private transient ValueState<Long> version;
    /** The version that the last rollback made. */
    private transient ValueState<Long> restored;

    private transient ValueState<Promotion> promotion;
    private transient Counter belowGuard;
    private transient Topics topics;

    /** @param config topics to speak on */
    public RoundJudge(JobConfig config) {
        this.config = config;
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

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        conclusions = runtime.getMapState(
                new MapStateDescriptor<>("conclusions", Types.STRING, TypeInformation.of(CohortConclusion.class)));
        dockets = runtime.getMapState(
                new MapStateDescriptor<>("dockets", Types.STRING, TypeInformation.of(Docket.class)));
        promotion = runtime.getState(new ValueStateDescriptor<>("promotion", TypeInformation.of(Promotion.class)));
        belowGuard = runtime.getMetricGroup().addGroup("model").counter("belowGuard");
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
                            order.order(),
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
                judgeIfHeard(conclusion.cohort(), ctx, out);
            }
            case BURNED -> burn(conclusion, List.of(), ctx, out);
            case OVERDUE -> {
                // Judged already, the conclusion is gone, and being late means nothing.
                if (conclusions.contains(conclusion.cohort())) {
                    Docket docket = dockets.get(conclusion.cohort());
                    conclusions.remove(conclusion.cohort());
                    dockets.remove(conclusion.cohort());
                    burn(conclusion, docket == null ? List.of() : docket.inOrder(), ctx, out);
                }
            }
        }
    }

    private void burn(
            CohortConclusion conclusion, List<SliceVerdict> verdicts, Context ctx, Collector<RoundDecision> out)
            throws Exception {
        RoundReport report = (RoundReport) RecordCodec.decode(conclusion.report());
        decide(conclusion, report, verdicts, ctx, out);
    }

    @Override
    public void processElement2(SliceVerdict verdict, Context ctx, Collector<RoundDecision> out) throws Exception {
        Docket docket = dockets.get(verdict.cohort());
        if (docket == null) {
            docket = new Docket();
        }
        docket.verdicts.put(verdict.slice(), verdict);
        dockets.put(verdict.cohort(), docket);
        judgeIfHeard(verdict.cohort(), ctx, out);
    }

    private void judgeIfHeard(String cohort, Context ctx, Collector<RoundDecision> out) throws Exception {
        CohortConclusion conclusion = conclusions.get(cohort);
        Docket docket = dockets.get(cohort);
        if (conclusion == null || docket == null || docket.verdicts.size() < conclusion.slices()) {
            return;
        }
        conclusions.remove(cohort);
        dockets.remove(cohort);
        RoundReport report = (RoundReport) RecordCodec.decode(conclusion.report());
        List<SliceVerdict> verdicts = docket.inOrder();
        for (SliceVerdict verdict : verdicts) {
            if (!verdict.passed()) {
                report.setStatus(RoundStatus.BURNED);
                report.setReason(verdict.burnReason());
            }
        }
        boolean outdated = conclusion.newestBase() < Objects.requireNonNullElse(restored.value(), 0L);
        if (outdated && report.getStatus() == RoundStatus.COMPLETED) {
            report.setStatus(RoundStatus.BURNED);
            report.setReason(BurnReason.ROLLED_BACK.name());
        }
        decide(conclusion, report, verdicts, ctx, out);
    }

    private void decide(
            CohortConclusion conclusion,
            RoundReport report,
            List<SliceVerdict> verdicts,
            Context ctx,
            Collector<RoundDecision> out)
            throws Exception {
        boolean completed = report.getStatus() == RoundStatus.COMPLETED;
        Guard guard = TaskText.parse(conclusion.task()).guard();
        long head = Objects.requireNonNullElse(version.value(), 0L);
        if (completed) {
            head++;
            version.update(head);
            record(report, verdicts, ctx);
        }
        report.setModelVersion(head);
        Promotion promoted = Objects.requireNonNullElseGet(promotion.value(), Promotion::new);
        if (completed) {
            promoted.judge(guard, report);
            promotion.update(promoted);
            if (report.getGuard() == GuardVerdict.BELOW_GUARD) {
                belowGuard.inc();
            }
        }
        report.setPromotedVersion(promoted.version);
        for (SliceVerdict verdict : verdicts) {
            // A slice that failed opened nothing, so there is nothing to step by and nothing to forget.
            if (verdict.passed()) {
                ctx.output(
                        STEPS,
                        ModelStep.bySum(
                                conclusion.population(),
                                conclusion.cohort(),
                                verdict.slice(),
                                head,
                                completed,
                                conclusion.task()));
            }
        }
        out.collect(new RoundDecision(
                conclusion.population(),
                conclusion.task(),
                conclusion.cohort(),
                completed,
                head,
                completed ? verdicts.size() : 0,
                RecordCodec.encode(report),
                conclusion.contributors(),
                conclusion.barred()));
    }

    private void record(RoundReport report, List<SliceVerdict> verdicts, Context ctx) {
        List<ByteBuffer> digests = new ArrayList<>();
        long maxResidue = 0;
        for (SliceVerdict verdict : verdicts) {
            digests.add(ByteBuffer.wrap(verdict.sumDigest()));
            maxResidue = Math.max(maxResidue, verdict.maxResidue());
            ctx.output(SAID, published(verdict, report));
        }
        SliceVerdict first = verdicts.get(0);
        report.setSliceSumDigests(digests);
        report.setWeight(first.weight());
        report.setEvaluationExamples(first.evaluationExamples());
        report.setEvaluationCorrect(first.evaluationCorrect());
        report.setEvaluationLoss(
                first.evaluationExamples() == 0 ? 0 : first.evaluationLossSum() / first.evaluationExamples());
        report.setMaxMaskResidue(maxResidue);
        report.setResidueBound(ResidueBound.of(report.getSealed()));
    }

    private Said published(SliceVerdict verdict, RoundReport report) {
        AggregatePublished aggregate = AggregatePublished.newBuilder()
                .setAnnouncementHash(ByteBuffer.wrap(HexFormat.of().parseHex(verdict.cohort())))
                .setPopulation(verdict.population())
                .setSlice(verdict.slice())
                .setContributors(report.getSealed())
                .setPath(verdict.path())
                .setDigest(ByteBuffer.wrap(verdict.sumDigest()))
                .build();
        return Said.of(topics.aggregates(), verdict.population().getBytes(StandardCharsets.UTF_8), aggregate);
    }
}
