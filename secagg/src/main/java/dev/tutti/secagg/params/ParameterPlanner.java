package dev.tutti.secagg.params;

import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;

/**
 * Picks the smallest upload that is secure and exact for a task, and refuses what is insecure or could carry
 * (docs/protocol.md, "Parameter sets").
 */
public final class ParameterPlanner {
    private static final int MAX_CONTRIBUTORS = 1 << 20;
    private static final int MAX_VALUE_BITS = 16;
    private static final int MAX_PLAINTEXT_BITS = 53;

    private ParameterPlanner() {}

    /** Parameters for a task; {@link ParametersRefusedException} says with numbers why there are none. */
    public static ProtocolParameters plan(ParameterRequest request) {
        checkRanges(request);
        CommitteeParameters committee = CommitteePlanner.plan(request.members(), request.corrupt());
        int slotBits = slotBits(request);
        ProtocolParameters best = null;
        for (RingParameters ring : ParameterSets.rings()) {
            double security = ParameterSets.securityBits(ring).orElse(0);
            int slots = slotsPerCoefficient(ring, slotBits, request.maxContributors());
            if (security < ParameterSets.SECURITY_FLOOR || slots == 0) {
                continue;
            }
            double bytes = bytesPerParameter(ring, slots, request.dimension());
            if (best == null || bytes < best.bytesPerParameter()) {
                best = new ProtocolParameters(ring, slotBits, slots, committee, security, bytes);
            }
        }
        if (best == null) {
            throw new ParametersRefusedException(
                    Reason.INSECURE,
                    "slots of " + slotBits + " bits for " + request.maxContributors()
                            + " contributors need a modulus beyond the largest with "
                            + ParameterSets.SECURITY_FLOOR + " bits of security at N = " + ParameterSets.DEGREE);
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
                "noiseStandardDeviation must be finite and not negative");
        int maxValue = (1 << (request.valueBits() - 1)) - 1;
        if (request.maxWeight() < 1 || request.maxWeight() > maxValue) {
            throw new ParametersRefusedException(
                    Reason.COULD_CARRY,
                    "maxWeight must be 1 to " + maxValue + ", the largest value of a slot, but was "
                            + request.maxWeight());
        }
    }

    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new ParametersRefusedException(Reason.OUT_OF_RANGE, expected);
        }
    }

    private static int slotBits(ParameterRequest request) {
        for (int bits = request.valueBits(); bits <= 48; bits++) {
            if (ParameterSets.slotsHold(
                    bits, request.valueBits(), request.maxContributors(), request.noiseStandardDeviation())) {
                return bits;
            }
        }
        throw new ParametersRefusedException(
                Reason.COULD_CARRY,
                "no slot of up to 48 bits holds the sum of " + request.maxContributors() + " noised values of "
                        + request.valueBits() + " bits");
    }

    /** The most slots a coefficient of this ring can hold; 0 when not even one fits. */
    private static int slotsPerCoefficient(RingParameters ring, int slotBits, int maxContributors) {
        int slots = 0;
        while ((slots + 1) * slotBits <= MAX_PLAINTEXT_BITS
                && slots < 16
                && ParameterSets.hasHeadroom(ring, (slots + 1) * slotBits, maxContributors)) {
            slots++;
        }
        return slots;
    }

    private static double bytesPerParameter(RingParameters ring, int slots, int dimension) {
        long slotsPerPolynomial = (long) ring.degree() * slots;
        long needed = (long) dimension + VectorLayout.CONTROL_SLOTS;
        long polynomials = (needed + slotsPerPolynomial - 1) / slotsPerPolynomial;
        return (double) polynomials * ring.polynomialBytes() / dimension;
    }
}
