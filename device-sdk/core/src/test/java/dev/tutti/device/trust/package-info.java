/** Tests of whom a device believes. */
@NullMarked
package dev.tutti.device.trust;

import org.jspecify.annotations.NullMarked;
