package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.cohort.MerkleTree;
import java.util.List;

/**
 * One model version: a link of the model's hash chain.
 *
 * @param population population of the task
 * @param task task
 * @param version from 0, the initial model
 * @param previous digest of the manifest before; zero for version 0
 * @param planDigest SHA-256 of the training plan
 * @param announcement what made it, see {@link #source}; of a restored model the digest of the order; zero for version 0
 * @param sliceDigests SHA-256 of each slice's bytes, in order
 */
public record ModelManifest(
        String population,
        String task,
        long version,
        Digest previous,
        Digest planDigest,
        Digest announcement,
        List<Digest> sliceDigests) {

    /** Label under which the operator signs {@link #encode()}. */
    public static final String LABEL = "tutti/model/v1";

    /** Most slices a model may have. */
    public static final int MAX_SLICES = 1 << 16;

    public ModelManifest {
        Names.check("population", population);
        Names.check("task", task);
        Expect.inRange("version", version, 0, Long.MAX_VALUE - 1);
        Expect.that(version > 0 || previous.equals(Digest.zero()), "version 0 must have no previous manifest");
        sliceDigests = List.copyOf(sliceDigests);
        Expect.inRange("number of slices", sliceDigests.size(), 1, MAX_SLICES);
    }

    /**
     * What a version made by a round names as its source: the annHash of its cohort; where several sub-cohorts moved the
     * model together, the RFC 6962 root over their annHashes.
     *
     * @param announcements annHashes of the cohorts whose sums moved the model, by rising sub-cohort
     */
    public static Digest source(List<Digest> announcements) {
        return announcements.size() == 1
                ? announcements.get(0)
                : MerkleTree.of(announcements.stream().map(Digest::bytes).toList())
                        .root();
    }

    /** The canonical bytes: what the operator signs under {@link #LABEL}. */
    public byte[] encode() {
        return new CanonicalWriter(LABEL)
                .text(population)
                .text(task)
                .int64(version)
                .digest(previous)
                .digest(planDigest)
                .digest(announcement)
                .list(sliceDigests, (digest, out) -> out.digest(digest))
                .toBytes();
    }

    /** Reads canonical bytes. */
    public static ModelManifest decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new ModelManifest(
                        in.text(Names.MAX_LENGTH),
                        in.text(Names.MAX_LENGTH),
                        in.int64(),
                        in.digest(),
                        in.digest(),
                        in.digest(),
                        in.list(MAX_SLICES, CanonicalReader::digest)));
    }

    /** SHA-256 of the canonical bytes: the link of the chain and {@link BaseModel#digest()}. */
    public Digest digest() {
        return Digest.sha256(encode());
    }
}
