package dev.tutti.job.model;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.CohortEnd;
import dev.tutti.job.aggregate.RoundDecision;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.history.RoundRow;
import dev.tutti.job.outage.Heartbeat;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.RoundSummary;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Joins the slices of a new version into a signed manifest and tells everybody how the round ended: model, report,
 * receipts, and the outcome the planner waits for. Keyed by population. Versions are published in order, each linked to
 * the one before by its digest.
 */
public final class ModelPublisher extends KeyedCoProcessFunction<String, RoundDecision, SliceWritten, Said> {
    private static final long serialVersionUID = 1L;

    /** Ended rounds kept to be said again: more than can end between two checkpoints, with two rounds open at most. */
    private static final int KEPT = 4;

    /** One row per sub-cohort of a round that ended, for the history. */
    public static final OutputTag<RoundSummary> ROWS =
            new OutputTag<>("history", new AvroTypeInfo<>(RoundSummary.class));

    private final JobConfig config;
    private transient MapState<Long, RoundDecision> decided;
    private transient MapState<Long, Written> written;
    private transient ValueState<Long> published;
    private transient ValueState<byte[]> head;
    private transient MapState<Long, Ended> ended;
    private transient ValueState<Long> endings;
    private transient Heartbeat heartbeat;
    private transient Topics topics;
    private transient OperatorKey operator;

    /** @param config topics to speak on, and the operator's key to sign with */
    public ModelPublisher(JobConfig config) {
        this.config = config;
    }

    /** Slices of one version written so far. Plain, so that Flink stores it without Kryo. */
    public static final class Written {
        public Map<Integer, SliceWritten> slices = new HashMap<>();
    }

    /** The last words about a round. Plain, so that Flink stores it without Kryo. */
    public static final class Ended {
        public RoundDecision decision;
        /** The reports of its sub-cohorts as they were said, Avro single-object encoding; none for a restored model. */
        public List<byte[]> reports = new ArrayList<>();
        /** The model as it was said, likewise; empty when the round burned. */
        public byte[] model = new byte[0];

        @SuppressWarnings("NullAway.Init") // Flink sets every field
        public Ended() {}

        Ended(RoundDecision decision, List<byte[]> reports, byte[] model) {
            this.decision = decision;
            this.reports = reports;
            this.model = model;
        }
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        decided = runtime.getMapState(
                new MapStateDescriptor<>("decided", Types.LONG, TypeInformation.of(RoundDecision.class)));
        written =
                runtime.getMapState(new MapStateDescriptor<>("written", Types.LONG, TypeInformation.of(Written.class)));
        published = runtime.getState(new ValueStateDescriptor<>("published", Types.LONG));
        head = runtime.getState(
                new ValueStateDescriptor<>("head", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        ended = runtime.getMapState(new MapStateDescriptor<>("ended", Types.LONG, TypeInformation.of(Ended.class)));
        endings = runtime.getState(new ValueStateDescriptor<>("endings", Types.LONG));
        heartbeat = new Heartbeat(runtime, config.limits().transactionTimeoutMillis());
        topics = config.topics();
        operator = config.readOperatorKey();
    }

    @Override
    public void processElement1(RoundDecision decision, Context ctx, Collector<Said> out) throws Exception {
        sayAgainAfterAnOutage(ctx, out);
        if (!decision.completed()) {
            end(new Ended(decision, reports(decision, null, ctx), new byte[0]), ctx, out);
            return;
        }
        decided.put(decision.version(), decision);
        publishWhatIsWhole(ctx, out);
    }

    @Override
    public void processElement2(SliceWritten slice, Context ctx, Collector<Said> out) throws Exception {
        sayAgainAfterAnOutage(ctx, out);
        Written version = written.get(slice.version());
        if (version == null) {
            version = new Written();
        }
        version.slices.put(slice.slice(), slice);
        written.put(slice.version(), version);
        publishWhatIsWhole(ctx, out);
    }

    private void publishWhatIsWhole(Context ctx, Collector<Said> out) throws Exception {
        long next = Objects.requireNonNullElse(published.value(), 0L) + 1;
        while (true) {
            RoundDecision decision = decided.get(next);
            Written slices = written.get(next);
            if (decision == null || slices == null || slices.slices.size() < decision.slices()) {
                return;
            }
            decided.remove(next);
            written.remove(next);
            publish(TaskText.parse(decision.task()), decision, slices, ctx, out);
            published.update(next);
            next++;
        }
    }

    private void publish(TaskConfig task, RoundDecision decision, Written slices, Context ctx, Collector<Said> out)
            throws Exception {
        List<Digest> digests = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (int s = 0; s < decision.slices(); s++) {
            SliceWritten slice = Objects.requireNonNull(slices.slices.get(s), "every slice of a whole version");
            digests.add(Digest.of(slice.digest()));
            paths.add(slice.path());
        }
        byte[] previous = Objects.requireNonNullElse(
                head.value(), HexFormat.of().parseHex(task.initialModel().manifestDigest()));
        ModelManifest manifest = new ModelManifest(
                decision.population(),
                task.task(),
                decision.version(),
                Digest.of(previous),
                Digest.of(HexFormat.of().parseHex(task.planDigest())),
                Digest.of(HexFormat.of().parseHex(decision.source())),
                digests);
        byte[] bytes = manifest.encode();
        byte[] digest = manifest.digest().bytes();
        head.update(digest);
        ModelPublished model = ModelPublished.newBuilder()
                .setPopulation(decision.population())
                .setTask(task.task())
                .setVersion(decision.version())
                .setDigest(ByteBuffer.wrap(digest))
                .setManifest(ByteBuffer.wrap(bytes))
                .setOperatorSignature(ByteBuffer.wrap(operator.sign(ModelManifest.LABEL, bytes)))
                .setSlicePaths(paths)
                .build();
        end(new Ended(decision, reports(decision, digest, ctx), RecordCodec.encode(model)), ctx, out);
    }

    private void end(Ended last, Context ctx, Collector<Said> out) throws Exception {
        for (byte[] report : last.reports) {
            ctx.output(ROWS, RoundRow.of(RecordCodec.decode(report, RoundReport.class)));
        }
        RoundSpeech.ended(topics, last).forEach(out::collect);
        long number = Objects.requireNonNullElse(endings.value(), 0L);
        ended.put(number, last);
        ended.remove(number - KEPT);
        endings.update(number + 1);
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<Said> out) throws Exception {
        sayAgainAfterAnOutage(ctx, out);
    }

    /** The planner waits for outcomes, and devices for models: none may be lost with an aborted transaction. */
    private void sayAgainAfterAnOutage(Context ctx, Collector<Said> out) throws Exception {
        if (!heartbeat.beat(ctx.timerService())) {
            return;
        }
        long next = Objects.requireNonNullElse(endings.value(), 0L);
        for (long number = Math.max(0, next - KEPT); number < next; number++) {
            Ended last = ended.get(number);
            if (last != null) {
                RoundSpeech.ended(topics, last).forEach(out::collect);
                RoundSpeech.aggregates(topics, last).forEach(out::collect);
            }
        }
    }

    /** The reports with what only the publisher knows: the time, and for those that moved the model its digest. */
    private static List<byte[]> reports(RoundDecision decision, byte @Nullable [] modelDigest, Context ctx) {
        List<byte[]> reports = new ArrayList<>();
        for (CohortEnd end : decision.cohorts()) {
            RoundReport report = RecordCodec.decode(end.report(), RoundReport.class);
            report.setPublishedAtMillis(ctx.timerService().currentProcessingTime());
            if (report.getStatus() == RoundStatus.COMPLETED && modelDigest != null) {
                report.setModelDigest(ByteBuffer.wrap(modelDigest));
            }
            reports.add(RecordCodec.encode(report));
        }
        return reports;
    }
}
