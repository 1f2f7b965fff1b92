package dev.tutti.simulator.cluster;

import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.ModelManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator puts in place before a task can run: the plan and version 0 of the model, as content-addressed files,
 * and the signed manifest that starts the model's hash chain.
 *
 * @param planDigest SHA-256 of the plan file
 * @param manifestDigest SHA-256 of the manifest of version 0
 * @param slicePaths where its slices lie, relative to the artifact root
 * @param announcement what is said on the models topic
 */
public record PublishedTask(
        Digest planDigest, Digest manifestDigest, List<String> slicePaths, ModelPublished announcement) {

    /**
     * Writes plan and model under the artifact root.
     *
     * @param task what is learned and how it is laid out
     * @param artifactRoot folder of all artifacts
     * @param operator signs the manifest
     */
    public static PublishedTask write(SimulatedTask task, Path artifactRoot, OperatorKey operator) throws IOException {
        byte[] plan = bytes(TrainingPlan.getEncoder().encode(task.workload().plan()));
        Digest planDigest = Digest.sha256(plan);
        write(artifactRoot, "plans/" + planDigest.hex(), plan);

        VectorLayout layout = task.layout();
        float[] weights = task.workload().initialWeights();
        List<String> paths = new ArrayList<>();
        List<Digest> digests = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            ByteBuffer content = ByteBuffer.allocate(layout.parametersIn(slice) * Float.BYTES);
            content.asFloatBuffer().put(weights, layout.firstParameterOf(slice), layout.parametersIn(slice));
            Digest digest = Digest.sha256(content.array());
            String path = "models/" + task.population() + "/0/" + slice + "-" + digest.hex();
            write(artifactRoot, path, content.array());
            paths.add(path);
            digests.add(digest);
        }
        ModelManifest manifest = new ModelManifest(
                task.population(), SimulatedTask.NAME, 0, Digest.zero(), planDigest, Digest.zero(), digests);
        byte[] signature = operator.sign(ModelManifest.LABEL, manifest.encode());
        ModelPublished announcement = ModelPublished.newBuilder()
                .setPopulation(task.population())
                .setTask(SimulatedTask.NAME)
                .setVersion(0)
                .setDigest(ByteBuffer.wrap(manifest.digest().bytes()))
                .setManifest(ByteBuffer.wrap(manifest.encode()))
                .setOperatorSignature(ByteBuffer.wrap(signature))
                .setSlicePaths(paths)
                .build();
        return new PublishedTask(planDigest, manifest.digest(), List.copyOf(paths), announcement);
    }

    /** Reads a plan that was written. */
    public static TrainingPlan plan(Path artifactRoot, String digest) throws IOException {
        return TrainingPlan.getDecoder().decode(Files.readAllBytes(artifactRoot.resolve("plans/" + digest)));
    }

    /** Reads the weights a task begins from. */
    public static float[] initialWeights(Path artifactRoot, List<String> slicePaths) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (String path : slicePaths) {
            whole.write(Files.readAllBytes(artifactRoot.resolve(path)));
        }
        float[] weights = new float[whole.size() / Float.BYTES];
        ByteBuffer.wrap(whole.toByteArray()).asFloatBuffer().get(weights);
        return weights;
    }

    private static void write(Path root, String relative, byte[] content) throws IOException {
        Path file = root.resolve(relative);
        Files.createDirectories(file.resolve("..").normalize());
        Files.write(file, content);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }
}
