/** How verifiers are put together: one class per check, run in order, the first failure is the result. */
@NullMarked
package dev.tutti.attestation.check;

import org.jspecify.annotations.NullMarked;
