/** How messages leave and reach a device: one port, whatever carries them. */
@NullMarked
package dev.tutti.device.transport;

import org.jspecify.annotations.NullMarked;
