/** The ring of the masks, Z_q[X]/(X^N+1): modular arithmetic, the number-theoretic transform, bit packing. */
@NullMarked
package dev.tutti.secagg.ring;

import org.jspecify.annotations.NullMarked;
