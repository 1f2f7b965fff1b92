/** Signatures: enclaves (ECDSA P-256), the operator and the enrolment service (Ed25519), and whom to trust. */
@NullMarked
package dev.tutti.secagg.sign;

import org.jspecify.annotations.NullMarked;
