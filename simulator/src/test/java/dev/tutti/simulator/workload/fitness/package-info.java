/** Tests. */
@NullMarked
package dev.tutti.simulator.workload.fitness;

import org.jspecify.annotations.NullMarked;
