package dev.tutti.attestation;

/** How well a key is kept, the weakest first; compared by order. */
public enum SecurityLevel {
    /** In ordinary memory, or in what only claims to be hardware, such as an emulator. */
    SOFTWARE,
    /** Apart from the operating system on the same chip, or in a TPM, which may be either firmware or a chip. */
    TRUSTED_ENVIRONMENT,
    /** In a processor of its own: StrongBox, the Secure Enclave. */
    STRONG_BOX;

    /** The weaker of two: a chain is as strong as its weakest link. */
    public SecurityLevel and(SecurityLevel other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
