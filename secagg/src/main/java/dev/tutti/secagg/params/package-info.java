/** Which numbers are safe and how a vector is laid out: parameter sets, the planner, the geometry of slots, slices and chunks. */
@NullMarked
package dev.tutti.secagg.params;

import org.jspecify.annotations.NullMarked;
