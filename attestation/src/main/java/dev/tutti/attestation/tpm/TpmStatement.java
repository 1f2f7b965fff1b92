package dev.tutti.attestation.tpm;

import dev.tutti.attestation.TpmEvidence;

/**
 * A TPM's evidence, parsed.
 *
 * @param evidence as it came
 * @param attesting the restricted key
 * @param signing the key that signs statements
 * @param attest what the first says of the second
 * @param signature the first's over that
 */
record TpmStatement(TpmEvidence evidence, TpmKey attesting, TpmKey signing, TpmAttest attest, TpmSignature signature) {}
