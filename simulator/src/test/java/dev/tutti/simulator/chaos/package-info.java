/** Holds what chaos checks to be able to fail. */
@NullMarked
package dev.tutti.simulator.chaos;

import org.jspecify.annotations.NullMarked;
