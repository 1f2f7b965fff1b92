/** How the operator governs tasks while the job runs: signed orders on a topic of their own. */
@NullMarked
package dev.tutti.job.task;

import org.jspecify.annotations.NullMarked;
