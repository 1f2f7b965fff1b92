package dev.tutti.secagg.params;

import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rings that may be used: N = {@value #DEGREE} with primes ≡ 1 mod 4096. Security in bits is the lattice estimator's
 * under the MATZOV cost model for σ_eff 3.2 (half the variance is given to the hint, the sum the job learns); core-SVP
 * counts about 25 bits fewer. A smaller modulus is never less secure, so a prime between two estimates gets the lower one.
 */
public final class ParameterSets {
    /** N. */
    public static final int DEGREE = 2048;

    /** No set below this many bits is used. */
    public static final double SECURITY_FLOOR = 128;

    /** Bound on sums of σ-samples, in units of σ√n: exceeded with probability below 2^−72 per coefficient. */
    public static final int TAIL = 10;

    private record Estimate(int modulusBits, double securityBits) {}

    private static final List<Estimate> ESTIMATES =
            List.of(new Estimate(46, 157), new Estimate(50, 143), new Estimate(54, 131.3), new Estimate(55, 128.7));

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

    private ParameterSets() {}

    /** The rings, smallest modulus first. */
    public static List<RingParameters> rings() {
        return RINGS;
    }

    /** Bits of security of a ring, at least; empty when it is none of {@link #rings()}. */
    public static OptionalDouble securityBits(RingParameters ring) {
        if (!RINGS.contains(ring)) {
            return OptionalDouble.empty();
        }
        return ESTIMATES.stream()
                .filter(estimate -> ring.coefficientBits() <= estimate.modulusBits())
                .mapToDouble(Estimate::securityBits)
                .findFirst();
    }

    /**
     * Whether T·(10·σ·√n + 1) &lt; q/2, so that a sum of n ciphertexts never wraps around q.
     *
     * @param plaintextBits log2 of T
     * @param contributors n
     */
    public static boolean hasHeadroom(RingParameters ring, int plaintextBits, int contributors) {
        double residue = TAIL * GaussianSampler.SIGMA * Math.sqrt(contributors) + 1;
        return Math.scalb(residue, plaintextBits + 1) < ring.modulus();
    }

    /**
     * Whether every slot's sum stays strictly within ±2^(w−1): n_max·max|v| + 10·σ_noise·√n_max.
     *
     * @param slotBits w
     * @param valueBits b: |v| ≤ 2^(b−1)−1, control values included
     */
    public static boolean slotsHold(int slotBits, int valueBits, int maxContributors, double noiseStandardDeviation) {
        double values = (double) maxContributors * ((1 << (valueBits - 1)) - 1);
        double noise = TAIL * noiseStandardDeviation * Math.sqrt(maxContributors);
        return values + noise < Math.scalb(1.0, slotBits - 1);
    }
}
