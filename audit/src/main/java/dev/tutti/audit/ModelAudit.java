package dev.tutti.audit;

import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.statement.ModelManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the server's step again, from the version before, and compares digests. */
final class ModelAudit {
    private record Version(String population, long number) {}

    private final ModelFiles files;
    private final ServerRule rule;
    private final Map<Version, ModelPublished> versions = new HashMap<>();
    private Optional<String> fork = Optional.empty();

    ModelAudit(ModelFiles files, ServerRule rule) {
        this.files = files;
        this.rule = rule;
    }

    void published(ModelPublished said) {
        ModelPublished before = versions.putIfAbsent(new Version(said.getPopulation(), said.getVersion()), said);
        if (before != null && !before.getDigest().equals(said.getDigest())) {
            fork = Optional.of("two models were published as version " + said.getVersion());
        }
    }

    /**
     * The first difference between the version a round made and the one its sums make.
     *
     * @param cohorts its sub-cohorts that completed, in their order
     */
    Optional<String> difference(RoundReport report, List<OpenedCohort> cohorts) {
        long version = report.getModelVersion();
        ModelPublished before = versions.get(new Version(report.getPopulation(), version - 1));
        ModelPublished made = versions.get(new Version(report.getPopulation(), version));
        if (fork.isPresent() || before == null || made == null) {
            return fork.or(() -> Optional.of("version " + version + " or the one before was never published"));
        }
        ModelManifest manifest = ModelManifest.decode(UpdateReader.bytes(made.getManifest()));
        if (!manifest.previous().equals(RoundAudit.digest(before.getDigest()))
                || !manifest.announcement().equals(source(cohorts))
                || manifest.sliceDigests().size() != cohorts.get(0).sums().size()
                || !ByteBuffer.wrap(manifest.digest().bytes()).equals(report.getModelDigest())) {
            return Optional.of("version " + version + " is not linked to the one before and to this round");
        }
        for (int slice = 0; slice < manifest.sliceDigests().size(); slice++) {
            float[] weights;
            try {
                weights = floats(files.read(before.getSlicePaths().get(slice)));
            } catch (IOException e) {
                return Optional.of("version " + (version - 1) + " cannot be read: " + e.getMessage());
            }
            float[] next = rule.step(weights, mean(cohorts, slice));
            if (!Digest.sha256(bytes(next)).equals(manifest.sliceDigests().get(slice))) {
                return Optional.of("slice " + slice + " of version " + version + " is not what its sum makes");
            }
        }
        return Optional.empty();
    }

    /** What a manifest names as its source: one announcement's hash, or of several the Merkle root (protocol, "Sub-cohorts"). */
    private static Digest source(List<OpenedCohort> cohorts) {
        List<byte[]> leaves = cohorts.stream()
                .map(cohort -> cohort.announcement().digest().bytes())
                .toList();
        return leaves.size() == 1
                ? Digest.of(leaves.get(0))
                : MerkleTree.of(leaves).root();
    }

    /** Sub-cohorts count by their weights; the mean is rounded to a float once. */
    private static float[] mean(List<OpenedCohort> cohorts, int slice) {
        float[] mean = cohorts.get(0).meanDelta(slice);
        if (cohorts.size() == 1) {
            return mean;
        }
        double[] total = new double[mean.length];
        long weight = 0;
        for (OpenedCohort cohort : cohorts) {
            float[] own = cohort.meanDelta(slice);
            weight += cohort.weight(slice);
            for (int i = 0; i < total.length; i++) {
                total[i] += (double) own[i] * cohort.weight(slice);
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (total[i] / weight);
        }
        return mean;
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }
}
