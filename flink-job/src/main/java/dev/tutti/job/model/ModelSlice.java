package dev.tutti.job.model;

import dev.tutti.job.aggregate.ModelStep;
import dev.tutti.job.aggregate.OpenedSlice;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import java.nio.ByteBuffer;
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
 * so, writes the new slice to the artifact store and names it.
 */
public final class ModelSlice extends KeyedCoProcessFunction<String, OpenedSlice, ModelStep, SliceWritten> {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient ValueState<Weights> weights;
    private transient MapState<String, float[]> opened;
    private transient MapState<String, ModelStep> ordered;
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
                new MapStateDescriptor<>("opened", Types.STRING, TypeInformation.of(float[].class)));
        ordered = runtime.getMapState(
                new MapStateDescriptor<>("ordered", Types.STRING, TypeInformation.of(ModelStep.class)));
        artifacts = new ArtifactStore(config.artifactRoot());
    }

    @Override
    public void processElement1(OpenedSlice slice, Context ctx, Collector<SliceWritten> out) throws Exception {
        ModelStep step = ordered.get(slice.cohort());
        if (step == null) {
            opened.put(slice.cohort(), slice.meanDelta());
            return;
        }
        ordered.remove(slice.cohort());
        carryOut(step, slice.meanDelta(), out);
    }

    @Override
    public void processElement2(ModelStep step, Context ctx, Collector<SliceWritten> out) throws Exception {
        float[] delta = opened.get(step.cohort());
        if (delta == null) {
            ordered.put(step.cohort(), step);
            return;
        }
        opened.remove(step.cohort());
        carryOut(step, delta, out);
    }

    private void carryOut(ModelStep step, float[] meanDelta, Collector<SliceWritten> out) throws Exception {
        if (!step.apply()) {
            return;
        }
        TaskConfig task = TaskText.parse(step.task());
        Weights now = weights.value();
        if (now == null) {
            now = initial(task, step.slice());
        }
        ServerOptimizer.step(task.serverStep(), now.values, now.first, now.second, meanDelta);
        weights.update(now);
        ArtifactStore.Stored stored = artifacts.write(
                "models/" + step.population() + "/" + step.version(), step.slice() + "-", bytes(now.values));
        out.collect(new SliceWritten(
                step.population(),
                step.cohort(),
                step.version(),
                step.slice(),
                stored.path(),
                stored.digest().bytes()));
    }

    private Weights initial(TaskConfig task, int slice) throws Exception {
        Weights fresh = new Weights();
        fresh.values = floats(artifacts.read(task.initialModel().slicePaths().get(slice)));
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
