package dev.tutti.device.trust;

import dev.tutti.attestation.policy.AttestationPolicy;
import java.util.Optional;

/**
 * Whether a decryptor looks for itself at what some contributors showed when they enrolled (docs/protocol.md, "Spot
 * check"): an enrolment service that vouches for keys in ordinary memory is believed by nobody who does.
 *
 * @param policy the device's own, never the enrolment service's; empty when nothing is looked at
 */
public record SpotChecks(Optional<AttestationPolicy> policy) {
    /** Under the device's own policy. */
    public static SpotChecks under(AttestationPolicy policy) {
        return new SpotChecks(Optional.of(policy));
    }

    /** None: the enrolment service is believed. For development, where nobody attests keys. */
    public static SpotChecks none() {
        return new SpotChecks(Optional.empty());
    }
}
