package dev.tutti.secagg.params;

/**
 * What a task needs of its parameters.
 *
 * @param maxContributors n_max
 * @param valueBits b
 * @param dimension parameters of the model
 * @param members m
 * @param corrupt t
 * @param noiseStandardDeviation per device, in slot units; 0 without noise
 * @param maxWeight the weight that counts once; at most 2^(b−1)−1
 */
public record ParameterRequest(
        int maxContributors,
        int valueBits,
        int dimension,
        int members,
        int corrupt,
        double noiseStandardDeviation,
        int maxWeight) {}
