/** The round history: one flat row per sub-cohort of a round that ended, in files that analysts read. */
@NullMarked
package dev.tutti.job.history;

import org.jspecify.annotations.NullMarked;
