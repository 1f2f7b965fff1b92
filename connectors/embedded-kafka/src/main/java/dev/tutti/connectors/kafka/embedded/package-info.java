/** A real Kafka broker inside this JVM, for demonstrations and tests on one machine. */
@NullMarked
package dev.tutti.connectors.kafka.embedded;

import org.jspecify.annotations.NullMarked;
