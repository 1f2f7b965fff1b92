package dev.tutti.secagg.params;

import dev.tutti.secagg.seal.ShareSealer;

/**
 * What a task needs of its parameters.
 *
 * @param maxContributors n_max
 * @param valueBits b
 * @param dimension parameters of the model
 * @param members m
 * @param corrupt t
 * @param noiseStandardDeviation per device, in slot units; 0 without noise
 * @param maxWeight the weight that counts once; its slot is sized like any other
 * @param dropOut share of the committee that may never answer, in [0, 1); contributors that drop out cost nothing
 * @param sealingOverheadBytes what sealing adds to each share
 */
public record ParameterRequest(
        int maxContributors,
        int valueBits,
        int dimension,
        int members,
        int corrupt,
        double noiseStandardDeviation,
        int maxWeight,
        double dropOut,
        int sealingOverheadBytes) {

    /** A request in which every member answers, for shares sealed with X25519. */
    public ParameterRequest(
            int maxContributors,
            int valueBits,
            int dimension,
            int members,
            int corrupt,
            double noiseStandardDeviation,
            int maxWeight) {
        this(
                maxContributors,
                valueBits,
                dimension,
                members,
                corrupt,
                noiseStandardDeviation,
                maxWeight,
                0,
                ShareSealer.OVERHEAD_BYTES);
    }

    /** The same, with members that may be lost. */
    public ParameterRequest withDropOut(double share) {
        return new ParameterRequest(
                maxContributors,
                valueBits,
                dimension,
                members,
                corrupt,
                noiseStandardDeviation,
                maxWeight,
                share,
                sealingOverheadBytes);
    }

    /** The same, for shares sealed otherwise. */
    public ParameterRequest withSealingOverhead(int bytes) {
        return new ParameterRequest(
                maxContributors,
                valueBits,
                dimension,
                members,
                corrupt,
                noiseStandardDeviation,
                maxWeight,
                dropOut,
                bytes);
    }
}
