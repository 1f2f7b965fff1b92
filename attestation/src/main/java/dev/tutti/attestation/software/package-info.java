/** Keys that nothing vouches for: in memory, or in a token that says so itself. */
@NullMarked
package dev.tutti.attestation.software;

import org.jspecify.annotations.NullMarked;
