/** What there is to learn: a plan, a model to start from, and examples that each stay with one device. */
@NullMarked
package dev.tutti.simulator.workload;

import org.jspecify.annotations.NullMarked;
