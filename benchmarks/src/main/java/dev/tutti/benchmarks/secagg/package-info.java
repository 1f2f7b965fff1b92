/** The measured operations of secure aggregation and the limits of the machine, each a JMH benchmark. */
@NullMarked
package dev.tutti.benchmarks.secagg;

import org.jspecify.annotations.NullMarked;
