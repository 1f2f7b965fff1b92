/** The device's signing key, which never leaves its enclave, and the credential that vouches for it. */
@NullMarked
package dev.tutti.device.enclave;

import org.jspecify.annotations.NullMarked;
