/** Broker, Flink cluster and task of a simulation: the operator's side of the road. */
@NullMarked
package dev.tutti.simulator.cluster;

import org.jspecify.annotations.NullMarked;
