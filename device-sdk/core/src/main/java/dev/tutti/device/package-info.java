/**
 * What an app embeds: {@link dev.tutti.device.FederatedClient} trains on this device's examples when conditions allow,
 * and lets nothing leave but masked, signed updates that the app can read about in the egress log.
 */
@NullMarked
package dev.tutti.device;

import org.jspecify.annotations.NullMarked;
