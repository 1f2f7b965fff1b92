package dev.tutti.attestation.check;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.TrustedRoots;
import dev.tutti.secagg.statement.Platform;

/**
 * What evidence is judged by.
 *
 * @param platform whose evidence it is
 * @param challenge what it must be made for
 * @param policy what is asked of it
 * @param nowMillis when, milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
public record Circumstances(Platform platform, byte[] challenge, AttestationPolicy policy, long nowMillis) {
    /** The roots that count here. */
    public TrustedRoots roots() {
        return policy.roots(platform);
    }
}
