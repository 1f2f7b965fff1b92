/** A search for records that break the codec: by command, never among the ordinary tests. */
@NullMarked
package dev.tutti.connectors.kafka.fuzz;

import org.jspecify.annotations.NullMarked;
