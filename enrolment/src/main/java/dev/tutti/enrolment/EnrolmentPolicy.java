package dev.tutti.enrolment;

import dev.tutti.secagg.codec.Expect;
import java.time.Duration;
import java.util.Set;

/**
 * Who is enrolled, and for how long; what their evidence must show is the {@link EvidenceVerifier}'s to say. With no
 * population nobody is.
 *
 * @param populations the populations whose devices are enrolled
 * @param validity of a credential, 1 minute to {@link #MAX_VALIDITY}
 */
public record EnrolmentPolicy(Set<String> populations, Duration validity) {
    /** Longest validity: what a stolen device or a broken enclave has before revocation or renewal finds it. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(7);

    public EnrolmentPolicy {
        populations = Set.copyOf(populations);
        Expect.inRange(
                "validity in milliseconds",
                validity.toMillis(),
                Duration.ofMinutes(1).toMillis(),
                MAX_VALIDITY.toMillis());
    }

    /** Enrols for the longest validity. */
    public static EnrolmentPolicy of(Set<String> populations) {
        return new EnrolmentPolicy(populations, MAX_VALIDITY);
    }
}
