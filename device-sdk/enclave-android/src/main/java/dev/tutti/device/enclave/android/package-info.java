/**
 * The device's signing key in Android's keystore, through Java's own interfaces: nothing here needs the Android SDK to
 * compile.
 */
@NullMarked
package dev.tutti.device.enclave.android;

import org.jspecify.annotations.NullMarked;
