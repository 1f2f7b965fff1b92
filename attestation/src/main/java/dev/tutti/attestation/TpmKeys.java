package dev.tutti.attestation;

import dev.tutti.secagg.codec.Digest;

/**
 * Which TPM evidence is of, and which of its attestation keys spoke: what credential activation must have been for.
 *
 * @param endorsementKey SHA-256 of the SubjectPublicKeyInfo in the endorsement certificate; one to a TPM
 * @param attestationKey SHA-256 of the attestation key's TPMT_PUBLIC
 */
public record TpmKeys(Digest endorsementKey, Digest attestationKey) {}
