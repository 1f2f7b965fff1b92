/** Tests of what enclaves in hardware share. */
@NullMarked
package dev.tutti.device.enclave.key;

import org.jspecify.annotations.NullMarked;
