package dev.tutti.attestation;

/** The most that evidence may be; everything is measured before anything of it is parsed. */
public final class EvidenceBounds {
    /** Most bytes of a certificate. */
    public static final int CERTIFICATE_BYTES = 16 * 1024;

    /** Most certificates of a chain. */
    public static final int CHAIN_LENGTH = 6;

    /** Most bytes of all certificates of a chain together. */
    public static final int CHAIN_BYTES = 64 * 1024;

    /** Most bytes of Apple's attestation object: two certificates, a receipt and a little. */
    public static final int ATTESTATION_OBJECT_BYTES = 64 * 1024;

    /** Most bytes of an Apple key id; a right one has 32. */
    public static final int KEY_ID_BYTES = 64;

    /** Most bytes of a TPM structure; no TPM gives longer ones (TPM_PT_MAX_RESPONSE_SIZE). */
    public static final int TPM_STRUCTURE_BYTES = 4096;

    /** Most bytes of a bare public key; a right one has 65. */
    public static final int PUBLIC_KEY_BYTES = 133;

    private EvidenceBounds() {}
}
