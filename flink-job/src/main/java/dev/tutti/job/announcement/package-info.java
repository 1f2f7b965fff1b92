/** Announcing rounds: check-ins, the committee, the signed terms. */
@NullMarked
package dev.tutti.job.announcement;

import org.jspecify.annotations.NullMarked;
