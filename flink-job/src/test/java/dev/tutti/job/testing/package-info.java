/** Real devices, members and announcements for the job's tests: real keys, real masks, a small committee. */
package dev.tutti.job.testing;
