/** Tests of the contract. */
@NullMarked
package dev.tutti.attestation;

import org.jspecify.annotations.NullMarked;
