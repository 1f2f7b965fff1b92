/** Rounds as a device sees them: what is announced, and every check an announcement must pass before anything is masked. */
@NullMarked
package dev.tutti.device.round;

import org.jspecify.annotations.NullMarked;
