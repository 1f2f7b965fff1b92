/**
 * The device's signing key in a PKCS#11 token: a smart card, an HSM, a security key. What a token says of its keys is
 * its own word, so such a device is believed only when somebody enrolled the token by hand.
 */
@NullMarked
package dev.tutti.device.enclave.pkcs11;

import org.jspecify.annotations.NullMarked;
