package dev.tutti.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.simulator.report.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Shows the versions of a model and takes trained weights out. */
final class ModelRun {
    private final ModelOptions options;
    private final Progress progress;

    ModelRun(ModelOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    void run() throws TuttiException {
        progress.step("reading the models");
        Operator operator = Operator.of(options.home(), null);
        List<ModelPublished> versions = operator.models(options.population());
        List<RoundReport> reports = operator.reports(options.population());
        progress.done();
        if (versions.isEmpty()) {
            throw new TuttiException(TuttiError.NOT_THERE, options.population() + ": expected a model, found none");
        }
        long promoted = reports.stream()
                .mapToLong(RoundReport::getPromotedVersion)
                .max()
                .orElse(0);
        if (options.action().equals("list")) {
            versions.forEach(version -> progress.say(line(version.getVersion(), reports, promoted)));
        } else {
            export(operator, versions, reports, promoted);
        }
    }

    /** What became known of a version: a later round evaluated it. */
    private static String line(long version, List<RoundReport> reports, long promoted) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "version %d", version));
        reports.stream()
                .filter(report -> report.getModelDigest() != null && report.getModelVersion() == version)
                .findFirst()
                .ifPresent(report -> line.append(" · round ").append(report.getRound()));
        evaluation(version, reports, line);
        return line.append(version == promoted ? " · promoted" : "").toString();
    }

    private static void evaluation(long version, List<RoundReport> reports, StringBuilder line) {
        reports.stream()
                .filter(report -> report.getEvaluationExamples() > 0 && report.getEvaluatedVersion() == version)
                .findFirst()
                .ifPresent(report -> {
                    double accuracy = (double) report.getEvaluationCorrect() / report.getEvaluationExamples();
                    line.append(String.format(Locale.ROOT, " · accuracy %.1f %%", 100 * accuracy));
                    if (report.getGuard() == GuardVerdict.BELOW_GUARD) {
                        line.append(" · below its guard, not promoted");
                    }
                });
    }

    private void export(Operator operator, List<ModelPublished> versions, List<RoundReport> reports, long promoted)
            throws TuttiException {
        long wanted = options.version() == ModelOptions.PROMOTED ? promoted : options.version();
        ModelPublished model = versions.stream()
                .filter(version -> version.getVersion() == wanted)
                .findFirst()
                .orElse(null);
        if (model == null) {
            throw new TuttiException(
                    TuttiError.NOT_THERE,
                    "version " + wanted + ": expected one of 0 to "
                            + versions.get(versions.size() - 1).getVersion());
        }
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
        about.put(
                "planDigest",
                ModelManifest.decode(bytes(model.getManifest())).planDigest().hex());
        StringBuilder evaluation = new StringBuilder();
        evaluation(wanted, reports, evaluation);
        about.put("evaluation", evaluation.toString().replaceFirst("^ · ", ""));
        try {
            Files.write(out, weights);
            Files.writeString(Path.of(out + ".json"), mapper.writeValueAsString(about) + System.lineSeparator());
        } catch (IOException e) {
            throw new TuttiException(
                    TuttiError.RESULTS_NOT_WRITTEN, out + ": expected a file that can be written, got " + e, e);
        }
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
                        options.home().artifacts().resolve(model.getSlicePaths().get(slice)));
                if (!Digest.sha256(bytes).equals(manifest.sliceDigests().get(slice))) {
                    throw new TuttiException(
                            TuttiError.NOT_THERE,
                            "version " + model.getVersion() + ", slice " + slice
                                    + ": the file is not the one the operator signed for");
                }
                whole.write(bytes);
            }
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
