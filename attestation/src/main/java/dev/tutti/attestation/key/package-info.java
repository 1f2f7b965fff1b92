/** Public keys and signatures of evidence, on Bouncy Castle. */
@NullMarked
package dev.tutti.attestation.key;

import org.jspecify.annotations.NullMarked;
