/**
 * The road as Kafka sees it: topic names and settings, and the one codec for what travels on them. Nothing here knows
 * Flink, so a device can use it too.
 */
@NullMarked
package dev.tutti.connectors.kafka;

import org.jspecify.annotations.NullMarked;
