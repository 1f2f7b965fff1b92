/** Virtual devices: each the real SDK with its own keys, state and examples, and a plan of what goes wrong when. */
@NullMarked
package dev.tutti.simulator.fleet;

import org.jspecify.annotations.NullMarked;
