/** Sealing, voting, opening: the one decider and what it needs. */
@NullMarked
package dev.tutti.job.round;

import org.jspecify.annotations.NullMarked;
