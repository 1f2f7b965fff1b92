/** What the job is told before it starts: immutable, validated. */
@NullMarked
package dev.tutti.job.config;

import org.jspecify.annotations.NullMarked;
