/** Certificates and chains of them (RFC 5280, 6.1), as far as evidence needs them. */
@NullMarked
package dev.tutti.attestation.x509;

import org.jspecify.annotations.NullMarked;
