/**
 * Whether a signing key lives where its device says: evidence goes in as the hardware's maker signed it, and one result
 * comes out, a verified key or one reason. {@link dev.tutti.attestation.AttestationVerifier} is the way in.
 */
@NullMarked
package dev.tutti.attestation;

import org.jspecify.annotations.NullMarked;
