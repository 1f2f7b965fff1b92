/** Tests. */
@NullMarked
package dev.tutti.simulator.report;

import org.jspecify.annotations.NullMarked;
