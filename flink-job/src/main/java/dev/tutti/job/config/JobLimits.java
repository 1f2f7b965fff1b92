package dev.tutti.job.config;

import java.io.Serializable;

/**
 * What the job keeps and says at the most.
 *
 * @param unfinishedMebibytes how much is kept of uploads whose header has not come, over all subtasks, MiB, 32 …
 *     1,048,576; at least 128 times the largest update
 * @param rejectsPerMinute refusals of one reason that are named one by one in a minute of the log, 1 … 1,000,000; further
 *     ones are only counted
 * @param transactionTimeoutMillis how long the brokers keep what a job that is down had said and not yet committed, 1,000 …
 *     86,400,000 ms; their {@code transaction.max.timeout.ms} must allow it
 */
public record JobLimits(int unfinishedMebibytes, int rejectsPerMinute, int transactionTimeoutMillis)
        implements Serializable {
    /** A gibibyte, 20,000 named refusals a minute, 24 hours. */
    public static final JobLimits DEFAULT = new JobLimits(1024, 20_000, 86_400_000);

    public JobLimits {
        Checks.require(
                unfinishedMebibytes >= 32 && unfinishedMebibytes <= 1_048_576,
                "unfinishedMebibytes in 32 … 1,048,576",
                unfinishedMebibytes);
        Checks.require(
                rejectsPerMinute >= 1 && rejectsPerMinute <= 1_000_000,
                "rejectsPerMinute in 1 … 1,000,000",
                rejectsPerMinute);
        Checks.require(
                transactionTimeoutMillis >= 1_000 && transactionTimeoutMillis <= 86_400_000,
                "transactionTimeoutMillis in 1,000 … 86,400,000",
                transactionTimeoutMillis);
    }

    /** The same with another {@link #unfinishedMebibytes()}. */
    public JobLimits withUnfinishedMebibytes(int mebibytes) {
        return new JobLimits(mebibytes, rejectsPerMinute, transactionTimeoutMillis);
    }

    /** The same with another {@link #transactionTimeoutMillis()}. */
    public JobLimits withTransactionTimeoutMillis(int millis) {
        return new JobLimits(unfinishedMebibytes, rejectsPerMinute, millis);
    }

    /** {@link #unfinishedMebibytes()} in bytes. */
    public long unfinishedBytes() {
        return unfinishedMebibytes * 1024L * 1024L;
    }
}
