package dev.tutti.secagg.decrypt;

/**
 * The least a device accepts of an announcement, whatever the operator asks.
 *
 * @param minContributors least n_min
 * @param minMembers least m
 * @param minCorrupt least t the thresholds must withstand
 * @param minPrivacyThreshold least t_priv
 * @param minPerBase least contributors per base model
 */
public record CommitteeFloor(
        int minContributors, int minMembers, int minCorrupt, int minPrivacyThreshold, int minPerBase) {}
