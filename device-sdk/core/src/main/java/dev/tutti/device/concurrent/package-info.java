/** How a device does one thing after another without a thread of its own. */
@NullMarked
package dev.tutti.device.concurrent;

import org.jspecify.annotations.NullMarked;
