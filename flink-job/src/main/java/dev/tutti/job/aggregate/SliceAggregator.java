package dev.tutti.job.aggregate;

import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.SliceSignal;
import dev.tutti.job.update.ChunkArrived;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.unmask.OutlierCheck;
import dev.tutti.secagg.unmask.OutlierCheck.Outlier;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the masked chunks of one slice of one cohort, and opens the sum when told the sum of secrets. Keyed by
 * {@link SliceKey}. Decides nothing: it adds what the sealer admits and drops what it rejects. Only chunks
 * of verified updates come here.
 *
 * <p>Chunks and admissions may come in either order. An admission names the digests its device signed for; a chunk is
 * added when it matches one that is still wanted, which then is wanted no more. So each is added exactly once, and
 * nobody can put other bytes in its place.
 */
public final class SliceAggregator extends KeyedCoProcessFunction<String, ChunkArrived, SliceSignal, OpenedSlice> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SliceAggregator.class);

    /** What the slice found, for the judge. */
    public static final OutputTag<SliceVerdict> VERDICTS =
            new OutputTag<>("verdicts", TypeInformation.of(SliceVerdict.class));

    private final JobConfig config;
    /** Bytes nobody has admitted yet. */
    private transient MapState<String, byte[]> pending;
    /** Admitted chunks that have not arrived yet, with their position among the slice's chunks. */
    private transient MapState<String, Integer> wanted;

    /** Chunks turned away that have not arrived yet. */
    private transient MapState<String, Boolean> rejected;

    private transient ValueState<long[]> sum;
    private transient ValueState<SliceProgress> progress;
    private transient ArtifactStore artifacts;

    /** @param config where opened sums are written, and how long to keep bytes nobody admits */
    public SliceAggregator(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        pending = runtime.getMapState(
                new MapStateDescriptor<>("pending", Types.STRING, TypeInformation.of(byte[].class)));
        wanted = runtime.getMapState(new MapStateDescriptor<>("wanted", Types.STRING, Types.INT));
        rejected = runtime.getMapState(new MapStateDescriptor<>("rejected", Types.STRING, Types.BOOLEAN));
        sum = runtime.getState(
                new ValueStateDescriptor<>("sum", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        progress = runtime.getState(new ValueStateDescriptor<>("progress", TypeInformation.of(SliceProgress.class)));
        artifacts = new ArtifactStore(config.artifactRoot());
    }

    @Override
    public void processElement1(ChunkArrived chunk, Context ctx, Collector<OpenedSlice> out) throws Exception {
        SliceProgress state = progress(ctx, chunk.logTime());
        if (state.done) {
            return;
        }
        String key = key(chunk.device(), chunk.upload(), chunk.chunkIndex(), chunk.digest());
        Integer position = wanted.get(key);
        if (position != null) {
            wanted.remove(key);
            add(position, chunk.ciphertext(), state);
            openIfComplete(state, chunk.cohort(), ctx, out);
        } else if (rejected.contains(key)) {
            rejected.remove(key);
        } else {
            pending.put(key, chunk.ciphertext());
        }
        progress.update(state);
    }

    @Override
    public void processElement2(SliceSignal signal, Context ctx, Collector<OpenedSlice> out) throws Exception {
        SliceProgress state = progress(ctx, ctx.timerService().currentWatermark());
        if (state.done) {
            return;
        }
        switch (signal.kind()) {
            case START -> {
                state.population = signal.population();
                state.slice = signal.slice();
                state.announcement = Objects.requireNonNull(signal.announcement());
            }
            case ADMIT -> {
                admit(signal, state);
                openIfComplete(state, signal.cohort(), ctx, out);
            }
            case REJECT -> reject(signal, state);
            case OPEN -> {
                state.contributors = signal.contributors();
                state.secretSum = signal.secretSum();
                openIfComplete(state, signal.cohort(), ctx, out);
            }
            case DROP -> finish(state);
        }
        progress.update(state);
    }

    private static String key(String device, String upload, int chunkIndex, String digest) {
        return device + "/" + upload + "/" + chunkIndex + "/" + digest;
    }

    private void admit(SliceSignal signal, SliceProgress state) throws Exception {
        List<String> keys = keys(signal, state);
        for (int position = 0; position < keys.size(); position++) {
            state.outstanding++;
            byte[] bytes = pending.get(keys.get(position));
            if (bytes == null) {
                wanted.put(keys.get(position), position);
            } else {
                pending.remove(keys.get(position));
                add(position, bytes, state);
            }
        }
        state.admitted++;
    }

    /** Forgets an upload's chunks, also those still on their way. */
    private void reject(SliceSignal signal, SliceProgress state) throws Exception {
        for (String key : keys(signal, state)) {
            if (pending.contains(key)) {
                pending.remove(key);
            } else {
                rejected.put(key, true);
            }
        }
    }

    /** Where an upload's chunks of this slice are kept, in order. */
    private static List<String> keys(SliceSignal signal, SliceProgress state) {
        Announcement announcement = state.parsed();
        int firstChunk =
                VectorLayout.of(announcement.encoding(), announcement.ring()).firstChunkOf(state.slice);
        List<String> keys = new ArrayList<>();
        for (String digest : Objects.requireNonNull(signal.chunkDigests())) {
            keys.add(key(
                    Objects.requireNonNull(signal.device()),
                    Objects.requireNonNull(signal.upload()),
                    firstChunk + keys.size(),
                    digest));
        }
        return keys;
    }

    private SliceProgress progress(Context ctx, long logTime) throws Exception {
        SliceProgress state = progress.value();
        if (state == null) {
            state = new SliceProgress();
            // A signal can come before any record: then the wall clock stands in for the log's.
            long from = logTime > 0 ? logTime : ctx.timerService().currentProcessingTime();
            ctx.timerService().registerEventTimeTimer(from + config.bytesTtlMillis());
        }
        return state;
    }

    private void add(int position, byte[] packed, SliceProgress state) throws Exception {
        Announcement announcement = state.parsed();
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int residues = announcement.ring().residues();
        long[] total = sum.value();
        if (total == null) {
            total = new long[layout.polynomialsIn(state.slice) * residues];
        }
        // A slice is cut into runs of polynomialsPerChunk polynomials, the last one shorter.
        int from = position * announcement.encoding().polynomialsPerChunk() * residues;
        // No more than n_max are ever admitted, and each chunk is added once.
        SliceAccumulator.add(
                total, from, packed, announcement.ring(), announcement.limits().maxContributors());
        sum.update(total);
        state.outstanding--;
    }

    private void openIfComplete(SliceProgress state, String cohort, Context ctx, Collector<OpenedSlice> out)
            throws Exception {
        if (state.secretSum == null || state.outstanding > 0 || state.admitted < state.contributors) {
            return;
        }
        Announcement announcement = state.parsed();
        SliceOpening.Result outcome = SliceOpening.open(
                announcement,
                state.slice,
                Objects.requireNonNull(sum.value(), "a slice with contributors has a sum"),
                state.secretSum,
                state.contributors);
        if (outcome instanceof SliceOpening.Opened opened) {
            publish(state, cohort, announcement, opened, ctx, out);
        } else if (outcome instanceof SliceOpening.Failed failed) {
            ctx.output(
                    VERDICTS, SliceVerdict.failed(state.population, cohort, state.slice, burnReason(failed.reason())));
        }
        finish(state);
    }

    private static BurnReason burnReason(SliceOpening.Reason reason) {
        return switch (reason) {
            case RESIDUE_BOUND -> BurnReason.RESIDUE_TOO_LARGE;
            case COUNT -> BurnReason.COUNT_MISMATCH;
            case WEIGHT -> BurnReason.WEIGHT_OUT_OF_RANGE;
        };
    }

    private void publish(
            SliceProgress state,
            String cohort,
            Announcement announcement,
            SliceOpening.Opened opened,
            Context ctx,
            Collector<OpenedSlice> out)
            throws Exception {
        SliceSum sums = opened.sum();
        Optional<Outlier> outlier = new OutlierCheck(announcement, state.contributors).check(sums);
        if (outlier.isPresent()) {
            LOG.warn("cohort {}, slice {}: {}", cohort.substring(0, 8), state.slice, outlier.get());
            ctx.output(
                    VERDICTS,
                    SliceVerdict.failed(
                            state.population,
                            cohort,
                            state.slice,
                            BurnReason.of(outlier.get().reason())));
            return;
        }
        ArtifactStore.Stored stored = artifacts.write("aggregates/" + cohort, state.slice + "-", sums.toBytes());
        ctx.output(
                VERDICTS,
                new SliceVerdict(
                        state.population,
                        cohort,
                        state.slice,
                        "",
                        stored.digest().bytes(),
                        stored.path(),
                        sums.weight(),
                        sums.evaluationExamples(),
                        sums.evaluationCorrect(),
                        sums.evaluationLossSum(),
                        opened.maxResidue(),
                        OutlierCheck.squaredNorm(sums)));
        out.collect(new OpenedSlice(
                state.population,
                cohort,
                state.slice,
                UpdateDecoder.meanDelta(sums, announcement.encoding()),
                sums.weight()));
    }

    /** Leaves a tombstone, so that bytes that come later find the slice done; the timer clears it. */
    private void finish(SliceProgress state) {
        state.done = true;
        state.secretSum = null;
        state.announcement = new byte[0];
        pending.clear();
        wanted.clear();
        rejected.clear();
        sum.clear();
    }

    /**
     * Forgets a slice that is done, and bytes for which no cohort ever started. A started cohort waits for its orders,
     * however far the log clock jumps after an outage: the sealer ends every cohort it starts. Bytes get a second term for
     * the same reason.
     */
    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<OpenedSlice> out) throws Exception {
        SliceProgress state = progress.value();
        boolean started = state != null && state.announcement.length > 0;
        if (state != null && !state.done && (started || !state.secondTerm)) {
            state.secondTerm = true;
            progress.update(state);
            ctx.timerService()
                    .registerEventTimeTimer(
                            Math.max(now, ctx.timerService().currentWatermark()) + config.bytesTtlMillis());
            return;
        }
        pending.clear();
        wanted.clear();
        rejected.clear();
        sum.clear();
        progress.clear();
    }
}
