package dev.tutti.secagg.params;

import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RingParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rings that may be used: N = {@value #DEGREE} with one prime ≡ 1 mod 4096, or N = {@value #LARGE_DEGREE} with two
 * primes ≡ 1 mod 8192. Security in bits is the lattice estimator's under the MATZOV cost model for σ_eff 3.2 (half the
 * variance is given to the hint, the sum the job learns); core-SVP counts about 25 bits fewer. A smaller modulus is never
 * less secure, so one between two estimates gets the lower one.
 */
public final class ParameterSets {
    /** N of rings with one prime. */
    public static final int DEGREE = 2048;

    /** N of rings with two primes. */
    public static final int LARGE_DEGREE = 4096;

    /** No set below this many bits is used. */
    public static final double SECURITY_FLOOR = 128;

    /** log2 of the largest q in use. */
    static final int LARGEST_MODULUS_BITS = 106;

    /** Most of all residues that may look honest. */
    static final double RESIDUE_SHARE = 0.95;

    /** Bound on sums of σ-samples, in units of σ√n: exceeded with probability below 2^−72 per coefficient. */
    public static final int TAIL = 10;

    /**
     * @param modulusBits log2 of q, at most
     * @param securityBits bits of security of every q up to that
     */
    record Estimate(int degree, int modulusBits, double securityBits) {}

    /** What the estimator says, smallest modulus first. */
    static final List<Estimate> ESTIMATES = List.of(
            new Estimate(DEGREE, 46, 157),
            new Estimate(DEGREE, 50, 143),
            new Estimate(DEGREE, 54, 131.3),
            new Estimate(DEGREE, 55, 128.7),
            new Estimate(LARGE_DEGREE, 106, 131.5),
            new Estimate(LARGE_DEGREE, 108, 128.9));

    private static final List<RingParameters> RINGS = List.of(
            new RingParameters(DEGREE, 17179791361L),
            new RingParameters(DEGREE, 68719464449L),
            new RingParameters(DEGREE, 274877820929L),
            new RingParameters(DEGREE, 549755809793L),
            new RingParameters(DEGREE, 2199023251457L),
            new RingParameters(DEGREE, 70368744067073L),
            new RingParameters(DEGREE, 562949953392641L),
            new RingParameters(DEGREE, 1125899906826241L),
            new RingParameters(DEGREE, 18014398509404161L),
            new RingParameters(DEGREE, 36028797018820609L));

    /** The two largest primes ≡ 1 mod 8192 of 42, 43, … 53 bits. */
    private static final long[][] LARGE_PRIMES = {
        {4398046486529L, 4398046240769L},
        {8796092858369L, 8796092833793L},
        {17592186028033L, 17592185659393L},
        {35184371884033L, 35184371703809L},
        {70368743669761L, 70368743587841L},
        {140737488273409L, 140737488125953L},
        {281474976694273L, 281474976636929L},
        {562949953216513L, 562949952987137L},
        {1125899906826241L, 1125899906629633L},
        {2251799813554177L, 2251799813480449L},
        {4503599627149313L, 4503599627124737L},
        {9007199254429697L, 9007199254364161L}
    };

    private static final List<RingParameters> TWO_PRIME_RINGS = pairs();

    private ParameterSets() {}

    /** The rings with one prime, smallest modulus first. */
    public static List<RingParameters> rings() {
        return RINGS;
    }

    /** The rings with two primes, smallest modulus first: q of 84, 85, … 106 bits. */
    public static List<RingParameters> twoPrimeRings() {
        return TWO_PRIME_RINGS;
    }

    private static List<RingParameters> pairs() {
        List<RingParameters> rings = new ArrayList<>();
        for (int i = 0; i < LARGE_PRIMES.length; i++) {
            if (i > 0) {
                rings.add(new RingParameters(LARGE_DEGREE, LARGE_PRIMES[i][0], LARGE_PRIMES[i - 1][0]));
            }
            rings.add(new RingParameters(LARGE_DEGREE, LARGE_PRIMES[i][0], LARGE_PRIMES[i][1]));
        }
        return List.copyOf(rings);
    }

    /** Bits of security of a ring, at least; empty when it is none of {@link #rings()} or {@link #twoPrimeRings()}. */
    public static OptionalDouble securityBits(RingParameters ring) {
        if (!RINGS.contains(ring) && !TWO_PRIME_RINGS.contains(ring)) {
            return OptionalDouble.empty();
        }
        return ESTIMATES.stream()
                .filter(estimate ->
                        ring.degree() == estimate.degree() && ring.product().bitLength() <= estimate.modulusBits())
                .mapToDouble(Estimate::securityBits)
                .findFirst();
    }

    /** 10·σ·√n + 1: what |E| and the last message bit stay below in a sum of n ciphertexts. */
    static double largestResidue(int contributors) {
        return TAIL * GaussianSampler.SIGMA * Math.sqrt(contributors) + 1;
    }

    /**
     * Whether T·(10·σ·√n + 1) &lt; q/2, so that a sum of n ciphertexts never wraps around q.
     *
     * @param plaintextBits log2 of T
     * @param contributors n
     */
    public static boolean hasHeadroom(RingParameters ring, int plaintextBits, int contributors) {
        // q of two primes has more bits than a double: its neighbour below errs on the safe side.
        double q = Math.nextDown(ring.product().doubleValue());
        return Math.scalb(largestResidue(contributors), plaintextBits + 1) < q;
    }

    /**
     * Whether a sum of n ciphertexts opened with a wrong S stands out. Its residue is uniform, and passes the bound on |E|
     * in a coefficient with probability 2T·(10·σ·√n + 3/2)/q at most, which must not exceed {@value #RESIDUE_SHARE}: a
     * single polynomial then passes with less than 2^−69 (docs/protocol.md, "How sure the residue is", counts 0.46·N
     * coefficients). At the very edge of {@link #hasHeadroom} nearly everything would pass.
     */
    public static boolean showsWrongSecrets(RingParameters ring, int plaintextBits, int contributors) {
        double q = ring.product().doubleValue();
        return Math.scalb(largestResidue(contributors) + 0.5, plaintextBits + 1) <= RESIDUE_SHARE * q;
    }

    /** n_max·max|v| + 10·σ_noise·√n_max: what the sum of n_max noised values stays within. */
    static double largestSum(int valueBits, int maxContributors, double noiseStandardDeviation) {
        double values = (double) maxContributors * ((1 << (valueBits - 1)) - 1);
        return values + TAIL * noiseStandardDeviation * Math.sqrt(maxContributors);
    }

    /**
     * Whether every slot's sum stays strictly within ±2^(w−1): n_max·max|v| + 10·σ_noise·√n_max.
     *
     * @param slotBits w
     * @param valueBits b: |v| ≤ 2^(b−1)−1, control values but the weight included
     */
    public static boolean slotsHold(int slotBits, int valueBits, int maxContributors, double noiseStandardDeviation) {
        return largestSum(valueBits, maxContributors, noiseStandardDeviation) < Math.scalb(1.0, slotBits - 1);
    }

    /**
     * Whether the weight slot's sum stays below 2^(w−1).
     *
     * @param slotBits w
     * @param maxWeight the most one device puts into it
     */
    public static boolean weightsHold(int slotBits, int maxWeight, int maxContributors) {
        return (long) maxContributors * maxWeight < 1L << (slotBits - 1);
    }

    /** What one device's slots stay within: a value with 10σ of its noise, or its weight. */
    public static long deviceBound(Encoding encoding, PrivacyConfiguration privacy) {
        double noised = encoding.maxValue() + Math.ceil(TAIL * privacy.noiseStandardDeviation());
        return (long) Math.max(noised, encoding.maxWeight());
    }
}
