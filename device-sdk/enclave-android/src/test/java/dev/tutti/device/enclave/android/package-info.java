/**
 * Tests of the Android enclave on a computer: a key store of the JDK stands in Android's place, under its name and with
 * its manners. What only a phone does (attestation by hardware) is not shown here.
 */
@NullMarked
package dev.tutti.device.enclave.android;

import org.jspecify.annotations.NullMarked;
