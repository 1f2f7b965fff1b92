/** Tests of TPM evidence. */
@NullMarked
package dev.tutti.attestation.tpm;

import org.jspecify.annotations.NullMarked;
