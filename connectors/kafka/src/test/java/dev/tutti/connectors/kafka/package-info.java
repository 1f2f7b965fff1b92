/** Tests of the package of the same name. */
@NullMarked
package dev.tutti.connectors.kafka;

import org.jspecify.annotations.NullMarked;
