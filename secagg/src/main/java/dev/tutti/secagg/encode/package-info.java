/** From floats to signed integer slots and back: clipping, rounding, packing, and the sums that come out. */
@NullMarked
package dev.tutti.secagg.encode;

import org.jspecify.annotations.NullMarked;
