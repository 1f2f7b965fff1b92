package dev.tutti.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.simulator.report.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Shows the versions of a model, takes trained weights out, and rolls back to an older version. */
final class ModelRun {
    private final ModelOptions options;
    private final Progress progress;

    ModelRun(ModelOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    void run() throws TuttiException {
        progress.step("reading the models");
        Operator operator = Operator.of(options.reach());
        ModelHistory history = ModelHistory.read(operator, options.population());
        switch (options.action()) {
            case "list" -> {
                progress.done();
                history.versions().forEach(version -> progress.say(history.line(version.getVersion())));
            }
            case "export" -> export(operator, history);
            default -> rollBack(operator, history);
        }
    }

    /** Orders it, and waits until the restored version is there. */
    private void rollBack(Operator operator, ModelHistory history) throws TuttiException {
        ModelPublished older = history.version(options.version());
        verified(operator, older);
        TaskOrder order = TaskOrder.rollBack(
                options.population(),
                new RestoredModel(
                        older.getVersion(),
                        older.getSlicePaths(),
                        ModelHistory.manifest(older).sliceDigests().stream()
                                .map(Digest::hex)
                                .toList()),
                Operator.nextNumber());
        progress.step("waiting for the job's answer");
        operator.order(order);
        progress.step("restoring version " + older.getVersion());
        long version = operator.await(() -> madeBy(operator, order))
                .orElseThrow(() -> new TuttiException(
                        TuttiError.ORDER_UNANSWERED,
                        "the job accepted the order and has not restored the model yet; it will"))
                .getVersion();
        progress.done();
        progress.say("version " + version + " restores version " + older.getVersion()
                + " and is promoted; rounds in flight burn (ROLLED_BACK).");
    }

    private Optional<ModelPublished> madeBy(Operator operator, TaskOrder order) {
        return operator.models(options.population()).stream()
                .filter(model -> ModelHistory.manifest(model).announcement().equals(order.digest()))
                .findFirst();
    }

    private void export(Operator operator, ModelHistory history) throws TuttiException {
        long promoted = history.promoted();
        long wanted = options.version() == ModelOptions.PROMOTED ? promoted : options.version();
        ModelPublished model = history.version(wanted);
        Path out = Objects.requireNonNull(options.out(), "checked by the options");
        byte[] weights = verified(operator, model);
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode about = mapper.createObjectNode();
        about.put("population", model.getPopulation());
        about.put("task", model.getTask());
        about.put("version", wanted);
        about.put("promoted", wanted == promoted);
        about.put("parameters", weights.length / Float.BYTES);
        about.put("encoding", "float32, big-endian, in the plan's order");
        about.put("sha256", Digest.sha256(weights).hex());
        about.put("manifestDigest", Digest.of(bytes(model.getDigest())).hex());
        about.put("planDigest", ModelHistory.manifest(model).planDigest().hex());
        about.put("evaluation", history.evaluation(wanted));
        Long restores = history.restored().get(wanted);
        if (restores != null) {
            about.put("restoresVersion", restores);
        }
        try {
            Files.write(out, weights);
            Files.writeString(Path.of(out + ".json"), mapper.writeValueAsString(about) + System.lineSeparator());
        } catch (IOException e) {
            throw new TuttiException(
                    TuttiError.RESULTS_NOT_WRITTEN, out + ": expected a file that can be written, got " + e, e);
        }
        progress.done();
        progress.say("version " + wanted + ", " + weights.length / Float.BYTES + " parameters, written to " + out);
    }

    /** The weights, held to the manifest that the operator signed. */
    private byte[] verified(Operator operator, ModelPublished model) throws TuttiException {
        byte[] signed = bytes(model.getManifest());
        OperatorVerifier verifier = new OperatorVerifier(operator.key().publicKey());
        if (!verifier.verify(ModelManifest.LABEL, signed, bytes(model.getOperatorSignature()))) {
            throw new TuttiException(
                    TuttiError.NOT_THERE, "version " + model.getVersion() + ": expected the operator's signature");
        }
        ModelManifest manifest = ModelManifest.decode(signed);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try {
            for (int slice = 0; slice < model.getSlicePaths().size(); slice++) {
                byte[] bytes = Files.readAllBytes(
                        operator.artifacts().resolve(model.getSlicePaths().get(slice)));
                if (!Digest.sha256(bytes).equals(manifest.sliceDigests().get(slice))) {
                    throw new TuttiException(
                            TuttiError.NOT_THERE,
                            "version " + model.getVersion() + ", slice " + slice
                                    + ": the file is not the one the operator signed for");
                }
                whole.write(bytes);
            }
        } catch (NoSuchFileException e) {
            throw new TuttiException(
                    TuttiError.NOT_THERE,
                    "version " + model.getVersion() + ": expected its file " + e.getFile() + ", which is not there",
                    e);
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, "a model file cannot be read: " + e, e);
        }
        return whole.toByteArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
