package dev.tutti.secagg.mask;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Samples the discrete Gaussian over the integers of standard deviation {@value #SIGMA}, in constant time, from a
 * {@link SecretStream} through the {@link CumulativeTable}.
 *
 * <p>{@value #SIGMA} is the standard deviation itself, not a parameter s = σ√(2π). It is used for secrets and errors
 * alike because the job learns their sums: the hint-RLWE bound asks σ ≥ 6.27 for 500 K dimensions at 2^−120 and holds
 * for this distribution only, not for a centred binomial (docs/protocol.md, "Arithmetic").
 */
public final class GaussianSampler implements AutoCloseable {
    /** σ of secrets and errors. */
    public static final double SIGMA = 6.4;

    private final SecretStream stream;
    private final CumulativeTable table = new CumulativeTable();
    private final long[] words = new long[CumulativeTable.BLOCK];

    /** Keys a stream. */
    public GaussianSampler(SecureRandom random) {
        stream = new SecretStream(random);
    }

    /** Fills {@code out} with independent samples; their magnitude is below 10σ. */
    public void fill(int[] out) {
        int whole = out.length - out.length % words.length;
        for (int from = 0; from < whole; from += words.length) {
            stream.fill(words);
            table.lookUp(words, out, from);
        }
        if (whole < out.length) {
            long[] rest = new long[out.length - whole];
            stream.fill(rest);
            table.lookUp(rest, out, whole);
            Arrays.fill(rest, 0);
        }
    }

    /** Forgets stream and last samples. */
    @Override
    public void close() {
        stream.close();
        table.erase();
        Arrays.fill(words, 0);
    }

    /** Says nothing about the stream. */
    @Override
    public String toString() {
        return "GaussianSampler[secret]";
    }
}
