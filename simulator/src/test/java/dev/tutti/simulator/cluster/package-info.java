/** Tests. */
@NullMarked
package dev.tutti.simulator.cluster;

import org.jspecify.annotations.NullMarked;
