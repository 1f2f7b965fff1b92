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
 * @param nowMillis as of when certificates must be valid, milliseconds since the epoch
 * @param listsMillis as of when they must not be withdrawn; later where evidence is verified again
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
public record Circumstances(
        Platform platform, byte[] challenge, AttestationPolicy policy, long nowMillis, long listsMillis) {
    /** Of one time. */
    public Circumstances(Platform platform, byte[] challenge, AttestationPolicy policy, long nowMillis) {
        this(platform, challenge, policy, nowMillis, nowMillis);
    }

    /** The roots that count here. */
    public TrustedRoots roots() {
        return policy.roots(platform);
    }
}
