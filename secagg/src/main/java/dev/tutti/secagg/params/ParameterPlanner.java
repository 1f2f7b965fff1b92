package dev.tutti.secagg.params;

import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Picks the smallest upload that is secure and exact for a task, and refuses what is insecure or could carry
 * (docs/protocol.md, "Parameter sets"). A large model is cheaper over two primes, where fewer bits of a coefficient go to
 * headroom; a small one over one prime, with shorter polynomials to fill up and half the shares.
 */
public final class ParameterPlanner {
    private static final int MAX_CONTRIBUTORS = 1 << 20;
    private static final int MAX_VALUE_BITS = 16;
    private static final int MAX_SLOTS = 16;

    private ParameterPlanner() {}

    /** Parameters for a task; {@link ParametersRefusedException} says with numbers why there are none. */
    public static ProtocolParameters plan(ParameterRequest request) {
        return plan(
                request,
                Stream.concat(ParameterSets.rings().stream(), ParameterSets.twoPrimeRings().stream())
                        .toList());
    }

    /**
     * Parameters for a task over one of these rings.
     *
     * @param rings those to choose from; of equal uploads the first is taken
     */
    public static ProtocolParameters plan(ParameterRequest request, List<RingParameters> rings) {
        checkRanges(request);
        CommitteeParameters committee = CommitteePlanner.plan(request.members(), request.corrupt(), request.dropOut());
        int slotBits = slotBits(request);
        ProtocolParameters best = null;
        for (RingParameters ring : rings) {
            double security = ParameterSets.securityBits(ring).orElse(0);
            int slots = slotsPerCoefficient(ring, slotBits, request.maxContributors());
            if (security < ParameterSets.SECURITY_FLOOR || slots == 0) {
                continue;
            }
            ProtocolParameters plan = over(ring, security, slotBits, slots, committee, request);
            if (best == null || plan.uploadBytes() < best.uploadBytes()) {
                best = plan;
            }
        }
        if (best == null) {
            throw insecure(slotBits, request.maxContributors(), rings);
        }
        return best;
    }

    private static void checkRanges(ParameterRequest request) {
        require(
                request.maxContributors() >= 1 && request.maxContributors() <= MAX_CONTRIBUTORS,
                "maxContributors must be 1 to " + MAX_CONTRIBUTORS + ", but was " + request.maxContributors());
        require(
                request.valueBits() >= 2 && request.valueBits() <= MAX_VALUE_BITS,
                "valueBits must be 2 to " + MAX_VALUE_BITS + ", but was " + request.valueBits());
        require(request.dimension() >= 1, "dimension must be positive, but was " + request.dimension());
        require(
                request.noiseStandardDeviation() >= 0 && Double.isFinite(request.noiseStandardDeviation()),
                "noiseStandardDeviation must be finite and not negative, but was " + request.noiseStandardDeviation());
        require(
                request.maxWeight() >= 1 && request.maxWeight() <= Encoding.MAX_WEIGHT,
                "maxWeight must be 1 to " + Encoding.MAX_WEIGHT + ", but was " + request.maxWeight());
        require(
                request.sealingOverheadBytes() >= 0,
                "sealingOverheadBytes must not be negative, but was " + request.sealingOverheadBytes());
    }

    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new ParametersRefusedException(Reason.OUT_OF_RANGE, expected);
        }
    }

    /** The narrowest slot that holds n_max values with their noise, and n_max weights. */
    private static int slotBits(ParameterRequest request) {
        int n = request.maxContributors();
        double sigma = request.noiseStandardDeviation();
        for (int bits = request.valueBits(); bits <= Encoding.MAX_SLOT_BITS; bits++) {
            if (ParameterSets.slotsHold(bits, request.valueBits(), n, sigma)
                    && ParameterSets.weightsHold(bits, request.maxWeight(), n)) {
                return bits;
            }
        }
        double largest = ParameterSets.largestSum(request.valueBits(), n, sigma);
        int needed = Math.getExponent(largest) + 2;
        if (needed + overheadBits(n) > ParameterSets.LARGEST_MODULUS_BITS) {
            throw insecure(needed, n, ParameterSets.twoPrimeRings());
        }
        throw new ParametersRefusedException(
                Reason.COULD_CARRY,
                String.format(
                        Locale.ROOT,
                        "the sum of %d values of %d bits with noise of standard deviation %.3g reaches %.3g and needs "
                                + "slots of %d bits; a slot has at most %d",
                        n,
                        request.valueBits(),
                        sigma,
                        largest,
                        needed,
                        Encoding.MAX_SLOT_BITS));
    }

    /** log2 of q/T must exceed this: room for the sum of errors, and for a wrong one to be seen. */
    private static double overheadBits(int maxContributors) {
        double residues = 2 * ParameterSets.largestResidue(maxContributors) + 1;
        return Math.log(residues / ParameterSets.RESIDUE_SHARE) / Math.log(2);
    }

    private static ParametersRefusedException insecure(int slotBits, int maxContributors, List<RingParameters> rings) {
        int most = rings.stream()
                .filter(ring -> ParameterSets.securityBits(ring).orElse(0) >= ParameterSets.SECURITY_FLOOR)
                .mapToInt(ring -> ring.product().bitLength())
                .max()
                .orElse(0);
        return new ParametersRefusedException(
                Reason.INSECURE,
                String.format(
                        Locale.ROOT,
                        "one slot of %d bits and %.2f bits of headroom for %d contributors need a modulus of more than "
                                + "%.2f bits; the largest here with %.0f bits of security has %d",
                        slotBits,
                        overheadBits(maxContributors),
                        maxContributors,
                        slotBits + overheadBits(maxContributors),
                        ParameterSets.SECURITY_FLOOR,
                        most));
    }

    /** The most slots a coefficient of this ring can hold; 0 when not even one fits. */
    private static int slotsPerCoefficient(RingParameters ring, int slotBits, int maxContributors) {
        int slots = 0;
        while (slots < MAX_SLOTS && holds(ring, (slots + 1) * slotBits, maxContributors)) {
            slots++;
        }
        return slots;
    }

    private static boolean holds(RingParameters ring, int plaintextBits, int maxContributors) {
        return ParameterSets.hasHeadroom(ring, plaintextBits, maxContributors)
                && ParameterSets.showsWrongSecrets(ring, plaintextBits, maxContributors);
    }

    private static ProtocolParameters over(
            RingParameters ring,
            double securityBits,
            int slotBits,
            int slots,
            CommitteeParameters committee,
            ParameterRequest request) {
        long slotsPerPolynomial = (long) ring.degree() * slots;
        long needed = (long) request.dimension() + VectorLayout.CONTROL_SLOTS;
        long polynomials = (needed + slotsPerPolynomial - 1) / slotsPerPolynomial;
        long masked = polynomials * ring.polynomialBytes();
        int blocks = ring.degree() / committee.secretsPerPolynomial();
        long share = (long) ShareBytes.length(blocks) + request.sealingOverheadBytes();
        return new ProtocolParameters(
                ring,
                slotBits,
                slots,
                committee,
                securityBits,
                (double) masked / request.dimension(),
                masked,
                committee.members() * share);
    }
}
