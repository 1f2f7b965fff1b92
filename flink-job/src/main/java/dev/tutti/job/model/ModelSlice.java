package dev.tutti.job.model;

import dev.tutti.job.aggregate.ModelStep;
import dev.tutti.job.aggregate.OpenedSlice;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * One slice of a population's model with its optimiser moments. Keyed by (population, slice). Steps when the judge says
 * so, version by version, writes the new slice to the artifact store and names it.
 */
public final class ModelSlice extends KeyedCoProcessFunction<String, OpenedSlice, ModelStep, SliceWritten> {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient ValueState<Weights> weights;
    private transient MapState<String, OpenedSlice> opened;
    private transient MapState<Long, ModelStep> ordered;
    private transient MapState<String, Boolean> forgotten;
    private transient ValueState<Long> at;
    private transient ArtifactStore artifacts;

    /** @param config tasks with their initial models and server steps, and the artifact root */
    public ModelSlice(JobConfig config) {
        this.config = config;
    }

    /** Key of a slice of a model. */
    public static String key(String population, int slice) {
        return population + "/" + slice;
    }

    /** Parameters and moments of the slice. Plain, so that Flink stores it without Kryo. */
    public static final class Weights {
        public float[] values = new float[0];
        public float[] first = new float[0];
        public float[] second = new float[0];
    }

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        weights = runtime.getState(new ValueStateDescriptor<>("weights", TypeInformation.of(Weights.class)));
        opened = runtime.getMapState(
                new MapStateDescriptor<>("opened", Types.STRING, TypeInformation.of(OpenedSlice.class)));
        ordered = runtime.getMapState(
                new MapStateDescriptor<>("ordered", Types.LONG, TypeInformation.of(ModelStep.class)));
        forgotten = runtime.getMapState(new MapStateDescriptor<>("forgotten", Types.STRING, Types.BOOLEAN));
        at = runtime.getState(new ValueStateDescriptor<>("at", Types.LONG));
        artifacts = new ArtifactStore(config.artifactRoot());
    }

    @Override
    public void processElement1(OpenedSlice slice, Context ctx, Collector<SliceWritten> out) throws Exception {
        if (forgotten.contains(slice.cohort())) {
            forgotten.remove(slice.cohort());
            return;
        }
        opened.put(slice.cohort(), slice);
        carryOutWhatIsDue(out);
    }

    @Override
    public void processElement2(ModelStep step, Context ctx, Collector<SliceWritten> out) throws Exception {
        if (step.apply()) {
            ordered.put(step.version(), step);
            carryOutWhatIsDue(out);
            return;
        }
        for (String cohort : step.cohorts()) {
            if (opened.contains(cohort)) {
                opened.remove(cohort);
            } else {
                forgotten.put(cohort, true);
            }
        }
    }

    /** Sums of two rounds can arrive in either order; a version is made from the one before and from nothing else. */
    private void carryOutWhatIsDue(Collector<SliceWritten> out) throws Exception {
        while (true) {
            long next = Objects.requireNonNullElse(at.value(), 0L) + 1;
            ModelStep step = ordered.get(next);
            if (step == null || !hasAllSums(step)) {
                return;
            }
            ordered.remove(next);
            Weights now = step.restores() ? restored(step) : stepped(step);
            weights.update(now);
            at.update(next);
            write(step, now, out);
        }
    }

    private boolean hasAllSums(ModelStep step) throws Exception {
        for (String cohort : step.cohorts()) {
            if (!opened.contains(cohort)) {
                return false;
            }
        }
        return true;
    }

    private Weights stepped(ModelStep step) throws Exception {
        List<OpenedSlice> sums = new ArrayList<>();
        for (String cohort : step.cohorts()) {
            sums.add(Objects.requireNonNull(opened.get(cohort), "asked before"));
            opened.remove(cohort);
        }
        float[] meanDelta = mean(sums);
        TaskConfig task = TaskText.parse(step.task());
        Weights now = weights.value();
        if (now == null) {
            now = read(task.initialModel().slicePaths().get(step.slice()));
        }
        ServerOptimizer.step(task.serverStep(), now.values, now.first, now.second, meanDelta);
        return now;
    }

    /** The mean over all sub-cohorts, each counting by its weight; of a single one, its own to the bit. */
    private static float[] mean(List<OpenedSlice> sums) {
        float[] first = sums.get(0).meanDelta();
        if (sums.size() == 1) {
            return first;
        }
        long weight = sums.stream().mapToLong(OpenedSlice::weight).sum();
        float[] mean = new float[first.length];
        for (int i = 0; i < mean.length; i++) {
            double total = 0;
            for (OpenedSlice sum : sums) {
                total += (double) sum.meanDelta()[i] * sum.weight();
            }
            mean[i] = (float) (total / weight);
        }
        return mean;
    }

    /** An older model's slice, held to the digest in the operator's order; its moments begin anew. */
    private Weights restored(ModelStep step) throws Exception {
        Weights older = read(step.restorePath());
        if (!Digest.sha256(bytes(older.values)).hex().equals(step.restoreDigest())) {
            throw new IOException(
                    "slice " + step.slice() + " is not what it was when the order was accepted: " + step.restorePath());
        }
        return older;
    }

    private void write(ModelStep step, Weights now, Collector<SliceWritten> out) throws Exception {
        ArtifactStore.Stored stored = artifacts.write(
                "models/" + step.population() + "/" + step.version(), step.slice() + "-", bytes(now.values));
        out.collect(new SliceWritten(
                step.population(),
                step.version(),
                step.slice(),
                stored.path(),
                stored.digest().bytes()));
    }

    private Weights read(String path) throws Exception {
        Weights fresh = new Weights();
        fresh.values = floats(artifacts.read(path));
        fresh.first = new float[fresh.values.length];
        fresh.second = new float[fresh.values.length];
        return fresh;
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}
