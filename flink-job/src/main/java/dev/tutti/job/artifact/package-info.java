/** Files named by their content: opened sums and slices of the model. */
@NullMarked
package dev.tutti.job.artifact;

import org.jspecify.annotations.NullMarked;
