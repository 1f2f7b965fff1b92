/** Tests on real TPMs in software. */
@NullMarked
package dev.tutti.device.enclave.tpm;

import org.jspecify.annotations.NullMarked;
