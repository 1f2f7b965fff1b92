/** Asks whether operations on secrets take a time that depends on them. */
@NullMarked
package dev.tutti.benchmarks.leaks;

import org.jspecify.annotations.NullMarked;
