/** Whom a device believes, part by part: how committees were chosen, who was revoked, where keys live. */
@NullMarked
package dev.tutti.device.trust;

import org.jspecify.annotations.NullMarked;
