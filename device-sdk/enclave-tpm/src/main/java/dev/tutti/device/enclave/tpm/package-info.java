/**
 * The device's signing key in a TPM 2.0, and the device's half of enrolling it: the TPM's maker vouches for its
 * endorsement key, credential activation binds an attestation key to that, and the attestation key certifies the signing
 * key (TCG TPM 2.0 Library, parts 1 to 3; TCG EK Credential Profile).
 */
@NullMarked
package dev.tutti.device.enclave.tpm;

import org.jspecify.annotations.NullMarked;
