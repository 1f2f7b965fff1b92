/** Sums of masked chunks, opened slice by slice, and the judgement over them. */
@NullMarked
package dev.tutti.job.aggregate;

import org.jspecify.annotations.NullMarked;
