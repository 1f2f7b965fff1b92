/** What stays on the device: its examples, its write-ahead record of every update, and its egress log. */
@NullMarked
package dev.tutti.device.store;

import org.jspecify.annotations.NullMarked;
