/** Measures the protocol's operations beside what the machine can do at all, and says how they compare with its peers. */
@NullMarked
package dev.tutti.benchmarks;

import org.jspecify.annotations.NullMarked;
