/** Tests of Android key attestation. */
@NullMarked
package dev.tutti.attestation.android;

import org.jspecify.annotations.NullMarked;
