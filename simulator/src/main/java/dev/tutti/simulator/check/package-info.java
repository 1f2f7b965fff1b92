/** The simulation's privilege: it knows every device's update in the clear, and holds the job to it. */
@NullMarked
package dev.tutti.simulator.check;

import org.jspecify.annotations.NullMarked;
