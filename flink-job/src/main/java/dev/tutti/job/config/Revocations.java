package dev.tutti.job.config;

import java.io.Serializable;

/**
 * Where the signed list of revoked devices lies. It is read before every announcement, and nothing is announced while there
 * is none that can be believed.
 *
 * @param path URI of the list as the enrolment service signed it, on any file system Flink knows; empty for no list at all,
 *     which is for development
 * @param maxAgeMillis how old the list may be, 60,000 … 1,209,600,000 ms
 */
public record Revocations(String path, int maxAgeMillis) implements Serializable {
    /** A day. */
    public static final int DEFAULT_MAX_AGE_MILLIS = 86_400_000;

    /** No list: whoever lost a key keeps its place. For development; protects nobody. */
    public static final Revocations NONE_FOR_DEVELOPMENT = new Revocations("", DEFAULT_MAX_AGE_MILLIS);

    private static final int MINUTE_MILLIS = 60_000;
    private static final int TWO_WEEKS_MILLIS = 1_209_600_000;

    public Revocations {
        Checks.require(
                maxAgeMillis >= MINUTE_MILLIS && maxAgeMillis <= TWO_WEEKS_MILLIS,
                "credentials.revocations.max.age.millis in 60,000 … 1,209,600,000",
                maxAgeMillis);
    }

    /** Whether there is no list. */
    public boolean isNone() {
        return path.isEmpty();
    }
}
