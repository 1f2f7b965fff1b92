/** What the job does when it comes back after being down for long. */
@NullMarked
package dev.tutti.job.outage;

import org.jspecify.annotations.NullMarked;
