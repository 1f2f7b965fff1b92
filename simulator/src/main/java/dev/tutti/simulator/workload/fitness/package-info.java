/**
 * Workload {@code fitness}: which of six activities a phone's owner does, from ten seconds of its accelerometer. Each
 * person moves differently and does a different mix of activities.
 */
@NullMarked
package dev.tutti.simulator.workload.fitness;

import org.jspecify.annotations.NullMarked;
