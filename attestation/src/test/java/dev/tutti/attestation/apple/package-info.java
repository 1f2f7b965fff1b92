/** Tests of Apple App Attest. */
@NullMarked
package dev.tutti.attestation.apple;

import org.jspecify.annotations.NullMarked;
