/**
 * TPMs in software, for development and tests: whoever can read the process has every key in it, and the certificates
 * come from an authority made on this machine. No policy for production trusts them.
 */
@NullMarked
package dev.tutti.device.enclave.tpm.emulator;

import org.jspecify.annotations.NullMarked;
