/** The prime field of the shares, F_p with p = 2^31−1. */
@NullMarked
package dev.tutti.secagg.field;

import org.jspecify.annotations.NullMarked;
