/** What the embedded broker promises, tried over real clients. */
@NullMarked
package dev.tutti.connectors.kafka.embedded;

import org.jspecify.annotations.NullMarked;
