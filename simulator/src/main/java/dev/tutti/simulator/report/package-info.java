/** What a person and a machine are told: progress, one funnel line per round, the closing table, and the JSON. */
@NullMarked
package dev.tutti.simulator.report;

import org.jspecify.annotations.NullMarked;
