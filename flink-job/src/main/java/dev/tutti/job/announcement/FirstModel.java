package dev.tutti.job.announcement;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Version 0 of a task that comes by order. The job publishes it with its answer: said before, a model whose task is refused
 * would be what devices hold.
 */
final class FirstModel {
    private FirstModel() {}

    /** The manifest that a task's first model has when its slices hold this. */
    static ModelManifest manifest(TaskConfig task, List<Digest> slices) {
        return new ModelManifest(
                task.population(),
                task.task(),
                0,
                Digest.zero(),
                Digest.of(HexFormat.of().parseHex(task.planDigest())),
                Digest.zero(),
                slices);
    }

    /** What is said of it. */
    static ModelPublished published(TaskConfig task, ModelManifest manifest, OperatorKey operator) {
        byte[] bytes = manifest.encode();
        return ModelPublished.newBuilder()
                .setPopulation(task.population())
                .setTask(task.task())
                .setVersion(0)
                .setDigest(ByteBuffer.wrap(manifest.digest().bytes()))
                .setManifest(ByteBuffer.wrap(bytes))
                .setOperatorSignature(ByteBuffer.wrap(operator.sign(ModelManifest.LABEL, bytes)))
                .setSlicePaths(task.initialModel().slicePaths())
                .build();
    }
}
