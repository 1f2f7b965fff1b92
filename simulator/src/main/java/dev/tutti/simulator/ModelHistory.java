package dev.tutti.simulator;

import dev.tutti.job.task.RestoredModel;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the topics say of a population's model.
 *
 * @param versions every version, oldest first; at least the initial model
 * @param reports its rounds
 * @param restored versions that a rollback made, with the version each restores
 */
record ModelHistory(List<ModelPublished> versions, List<RoundReport> reports, Map<Long, Long> restored) {
    /**
     * Reads it.
     *
     * @throws TuttiException when the population has no model
     */
    static ModelHistory read(Operator operator, String population) throws TuttiException {
        List<ModelPublished> versions = operator.models(population);
        if (versions.isEmpty()) {
            throw new TuttiException(TuttiError.NOT_THERE, population + ": expected a model, found none");
        }
        Map<Digest, RestoredModel> rollbacks = operator.rollbacks(population);
        Map<Long, Long> restored = new HashMap<>();
        for (ModelPublished version : versions) {
            RestoredModel older = rollbacks.get(manifest(version).announcement());
            if (older != null) {
                restored.put(version.getVersion(), older.version());
            }
        }
        return new ModelHistory(versions, operator.reports(population), restored);
    }

    /** The version to give out: the newest that passed its guard or that the operator restored. */
    long promoted() {
        long passed = reports.stream()
                .mapToLong(RoundReport::getPromotedVersion)
                .max()
                .orElse(0);
        return Math.max(
                passed,
                restored.keySet().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /**
     * One version.
     *
     * @throws TuttiException when there is none of this number
     */
    ModelPublished version(long wanted) throws TuttiException {
        return find(wanted)
                .orElseThrow(() -> new TuttiException(
                        TuttiError.NOT_THERE,
                        "version " + wanted + ": expected one of 0 to "
                                + versions.get(versions.size() - 1).getVersion()));
    }

    private Optional<ModelPublished> find(long wanted) {
        return versions.stream()
                .filter(version -> version.getVersion() == wanted)
                .findFirst();
    }

    /** A line about a version: what made it, and what a later round found out about it. */
    String line(long version) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "version %d", version));
        reports.stream()
                .filter(report -> report.getModelDigest() != null && report.getModelVersion() == version)
                .findFirst()
                .ifPresent(report -> line.append(" · round ").append(report.getRound()));
        if (restored.containsKey(version)) {
            line.append(" · restores version ").append(restored.get(version));
        }
        String evaluation = evaluation(version);
        return line.append(evaluation.isEmpty() ? "" : " · " + evaluation)
                .append(version == promoted() ? " · promoted" : "")
                .append(version == promoted() && restored.containsKey(version) ? " by rollback" : "")
                .toString();
    }

    /** What a later round found out about a version; empty when none evaluated it. */
    String evaluation(long version) {
        List<RoundReport> evaluations = reports.stream()
                .filter(report -> report.getEvaluationExamples() > 0 && report.getEvaluatedVersion() == version)
                .toList();
        if (evaluations.isEmpty()) {
            return "";
        }
        RoundReport first = evaluations.get(0);
        long examples = 0;
        long correct = 0;
        // Of several sub-cohorts every example counts alike.
        for (RoundReport report : evaluations) {
            if (report.getRound() == first.getRound()) {
                examples += report.getEvaluationExamples();
                correct += report.getEvaluationCorrect();
            }
        }
        return String.format(Locale.ROOT, "accuracy %.1f %%", 100.0 * correct / examples)
                + (first.getGuard() == GuardVerdict.BELOW_GUARD ? belowGuard(version) : "");
    }

    /** A guard says what is promoted by itself; the operator's rollback, and having nothing better, outweigh it. */
    private String belowGuard(long version) {
        boolean promoted = version == promoted() || restored.containsKey(version);
        return " · below its guard" + (promoted ? "" : ", not promoted");
    }

    /** A version's manifest. */
    static ModelManifest manifest(ModelPublished model) {
        ByteBuffer manifest = model.getManifest();
        byte[] bytes = new byte[manifest.remaining()];
        manifest.duplicate().get(bytes);
        return ModelManifest.decode(bytes);
    }
}
