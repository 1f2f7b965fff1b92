/** Tests. */
@NullMarked
package dev.tutti.simulator.check;

import org.jspecify.annotations.NullMarked;
