/** TPM 2.0 (Trusted Platform Module Library, revision 1.59: part 1, Architecture; part 2, Structures). */
@NullMarked
package dev.tutti.attestation.tpm;

import org.jspecify.annotations.NullMarked;
