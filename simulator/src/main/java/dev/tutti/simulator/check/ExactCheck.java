package dev.tutti.simulator.check;

import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.simulator.report.RoundName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds every sum that the job published to the plain sum of the same cohort: same contributors, same bytes. A masked
 * sum is either exact or wrong; there is no tolerance.
 */
public final class ExactCheck {
    private final Path artifactRoot;

    /**
     * @param artifactRoot where published sums lie
     */
    public ExactCheck(Path artifactRoot) {
        this.artifactRoot = artifactRoot;
    }

    /**
     * Compares one completed round, or one completed sub-cohort of it.
     *
     * @param round the round, with the updates of its sealed cohort
     * @param published what the job published for it, by slice
     * @return the first difference, for a person; empty when every bit agrees
     */
    public Optional<String> difference(SealedRound round, Map<Integer, AggregatePublished> published) {
        String where = "round " + RoundName.of(round.report());
        int sealed = round.report().getSealed();
        if (round.updates().size() != sealed) {
            return Optional.of(where + ": expected the updates of " + sealed + " contributors, the fleet masked "
                    + round.updates().size());
        }
        List<SliceSum> plain = PlainSum.of(round);
        List<ByteBuffer> reported = round.report().getSliceSumDigests();
        if (reported.size() != plain.size() || published.size() != plain.size()) {
            return Optional.of(where + ": expected " + plain.size() + " slices, the report has " + reported.size()
                    + " and " + published.size() + " were published");
        }
        for (SliceSum sum : plain) {
            String slice = where + ", slice " + sum.slice();
            if (!ByteBuffer.wrap(sum.digest().bytes()).equals(reported.get(sum.slice()))) {
                return Optional.of(slice + ": the digest in the report is not that of the plain sum");
            }
            Optional<String> difference = difference(slice, sum, published.get(sum.slice()));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(String slice, SliceSum sum, @Nullable AggregatePublished published) {
        if (published == null) {
            return Optional.of(slice + ": no sum was published");
        }
        byte[] expected = sum.toBytes();
        try {
            byte[] found = Files.readAllBytes(artifactRoot.resolve(published.getPath()));
            int at = Arrays.mismatch(expected, found);
            if (at >= 0) {
                return Optional.of(slice + ": value " + at / Long.BYTES + " differs from the plain sum");
            }
        } catch (IOException e) {
            return Optional.of(slice + ": the published sum cannot be read: " + e.getMessage());
        }
        boolean same = published
                .getDigest()
                .equals(ByteBuffer.wrap(Digest.sha256(expected).bytes()));
        return same ? Optional.empty() : Optional.of(slice + ": the published digest is not that of the sum");
    }
}
