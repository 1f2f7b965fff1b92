/**
 * How the job reads the log and speaks to it: sources that carry the log's own time, the monotone clock per partition,
 * the ticker that keeps that clock moving, and the one exactly-once sink.
 */
@NullMarked
package dev.tutti.connectors.kafka.flink;

import org.jspecify.annotations.NullMarked;
