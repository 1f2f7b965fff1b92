package dev.tutti.attestation.policy;

/** What only a development policy accepts, each asked for by name: none of it keeps a key from its device's owner. */
public enum Concession {
    /** Keys in ordinary memory. */
    SOFTWARE_KEYS,
    /** PKCS#11 tokens that nobody enrolled out of band. */
    PLAIN_TOKENS,
    /** TPMs whose certificate says that they are emulated; their keys are of level SOFTWARE. */
    EMULATED_TPMS,
    /** Apple keys made in the development environment. */
    APPLE_DEVELOPMENT
}
