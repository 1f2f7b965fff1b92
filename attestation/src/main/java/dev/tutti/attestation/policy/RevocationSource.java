package dev.tutti.attestation.policy;

/** Where the revocation list of the hour comes from. */
@FunctionalInterface
public interface RevocationSource {
    /** The newest list there is; called once per verification, so it should not wait for a network. */
    RevocationList current();
}
