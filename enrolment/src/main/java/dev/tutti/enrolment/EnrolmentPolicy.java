package dev.tutti.enrolment;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Platform;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who is enrolled, and for how long. With no population or no platform nobody is.
 *
 * @param populations the populations whose devices are enrolled
 * @param platforms the platforms whose keys are; {@link Platform#SOFTWARE_DEVELOPMENT} in {@link #forDevelopment} only
 * @param validity of a credential, 1 minute to {@link #MAX_VALIDITY}
 * @param version written into each credential, ≥ 0
 * @param maxEvidenceBytes longest evidence that is verified, up to 1 MiB
 * @param development whether keys in ordinary memory may be enrolled: protects nobody
 */
public record EnrolmentPolicy(
        Set<String> populations,
        Set<Platform> platforms,
        Duration validity,
        int version,
        int maxEvidenceBytes,
        boolean development) {
    /** Longest validity: what a stolen device or a broken enclave has before revocation or renewal finds it. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(7);

    public EnrolmentPolicy {
        populations = Set.copyOf(populations);
        platforms = Set.copyOf(platforms);
        Expect.inRange(
                "validity in milliseconds",
                validity.toMillis(),
                Duration.ofMinutes(1).toMillis(),
                MAX_VALIDITY.toMillis());
        Expect.inRange("version", version, 0, Integer.MAX_VALUE);
        Expect.inRange("maxEvidenceBytes", maxEvidenceBytes, 1, 1 << 20);
        Expect.that(
                development || !platforms.contains(Platform.SOFTWARE_DEVELOPMENT),
                "software keys are enrolled by a development policy only");
    }

    /** A policy for hardware keys: 7 days, evidence of up to 128 KiB. */
    public static EnrolmentPolicy of(Set<String> populations, Set<Platform> platforms, int version) {
        return new EnrolmentPolicy(populations, platforms, MAX_VALIDITY, version, 128 << 10, false);
    }

    /** A policy for development and simulation: every platform, software keys too. Protects nobody. */
    public static EnrolmentPolicy forDevelopment(Set<String> populations) {
        return new EnrolmentPolicy(populations, EnumSet.allOf(Platform.class), MAX_VALIDITY, 0, 128 << 10, true);
    }
}
