/** From log records to verified updates. */
@NullMarked
package dev.tutti.job.update;

import org.jspecify.annotations.NullMarked;
