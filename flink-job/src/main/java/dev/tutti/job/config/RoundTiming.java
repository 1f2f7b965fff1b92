package dev.tutti.job.config;

import java.io.Serializable;

/**
 * The limits of a round's phases. All in milliseconds on the log's clock.
 *
 * @param collectMillis longest time a round stays open for updates, 1 … 86,400,000
 * @param graceMillis how long the round stays open after the report goal is reached, 0 … collectMillis
 * @param voteMillis how long members may take to vote after the seal
 * @param unmaskMillis how long members may take to answer the certificate
 * @param retainMillis how long a finished cohort is remembered so that stragglers hear LATE
 * @param uploadTtlMillis with retainMillis, how long bytes of a verified update wait for their cohort; unfinished uploads
 *     wait until their round closes
 */
public record RoundTiming(
        long collectMillis,
        long graceMillis,
        long voteMillis,
        long unmaskMillis,
        long retainMillis,
        long uploadTtlMillis)
        implements Serializable {
    public RoundTiming {
        Checks.require(
                collectMillis >= 1 && collectMillis <= 86_400_000, "collectMillis in 1 … 86,400,000", collectMillis);
        Checks.require(
                graceMillis >= 0 && graceMillis <= collectMillis, "graceMillis in 0 … collectMillis", graceMillis);
        Checks.require(voteMillis >= 1, "voteMillis >= 1", voteMillis);
        Checks.require(unmaskMillis >= 1, "unmaskMillis >= 1", unmaskMillis);
        Checks.require(retainMillis >= 0, "retainMillis >= 0", retainMillis);
        Checks.require(uploadTtlMillis >= collectMillis, "uploadTtlMillis >= collectMillis", uploadTtlMillis);
        Checks.require(
                uploadTtlMillis + retainMillis >= collectMillis + voteMillis + unmaskMillis,
                "uploadTtlMillis + retainMillis >= collectMillis + voteMillis + unmaskMillis",
                uploadTtlMillis + retainMillis);
    }
}
