/** The job under blows: when to strike, with what, and what must be true afterwards. */
@NullMarked
package dev.tutti.simulator.chaos;

import org.jspecify.annotations.NullMarked;
