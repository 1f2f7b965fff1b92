/** Apple App Attest (developer.apple.com, "Validating apps that connect to your server"). */
@NullMarked
package dev.tutti.attestation.apple;

import org.jspecify.annotations.NullMarked;
