/** Tests of emulated TPMs. */
@NullMarked
package dev.tutti.device.enclave.tpm.emulator;

import org.jspecify.annotations.NullMarked;
