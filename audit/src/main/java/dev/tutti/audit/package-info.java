/**
 * Derives rounds again from the log, without the job: who was in the cohort, what its sum was, which model it made. It
 * shares the protocol core and the records with the job, and no rule of the job's own, so that a mistake in one shows as a
 * difference to the other.
 */
@NullMarked
package dev.tutti.audit;

import org.jspecify.annotations.NullMarked;
