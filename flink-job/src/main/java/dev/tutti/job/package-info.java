/** The Flink job: its graph and its start. */
@NullMarked
package dev.tutti.job;

import org.jspecify.annotations.NullMarked;
