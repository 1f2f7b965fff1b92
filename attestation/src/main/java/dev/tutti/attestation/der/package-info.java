/** What is asked of ASN.1 before any parser sees it (X.690). */
@NullMarked
package dev.tutti.attestation.der;

import org.jspecify.annotations.NullMarked;
