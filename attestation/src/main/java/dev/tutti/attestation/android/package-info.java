/** Android key attestation (source.android.com, Key and ID attestation; Keystore attestation schema versions 1 to 500). */
@NullMarked
package dev.tutti.attestation.android;

import org.jspecify.annotations.NullMarked;
