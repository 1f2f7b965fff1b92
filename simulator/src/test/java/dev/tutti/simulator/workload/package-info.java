/** Tests. */
@NullMarked
package dev.tutti.simulator.workload;

import org.jspecify.annotations.NullMarked;
