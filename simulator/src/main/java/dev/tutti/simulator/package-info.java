/** The demo: a broker, a Flink cluster and a fleet of virtual devices in one JVM, and what they came to. */
@NullMarked
package dev.tutti.simulator;

import org.jspecify.annotations.NullMarked;
