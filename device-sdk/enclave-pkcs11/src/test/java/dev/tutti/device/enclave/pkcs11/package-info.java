/** Tests on real PKCS#11 tokens in software. */
@NullMarked
package dev.tutti.device.enclave.pkcs11;

import org.jspecify.annotations.NullMarked;
