/** What is turned away, and what its device and the world hear of it. */
@NullMarked
package dev.tutti.job.refusal;

import org.jspecify.annotations.NullMarked;
