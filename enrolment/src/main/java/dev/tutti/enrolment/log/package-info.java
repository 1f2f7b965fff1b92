/** The enrolment log: append-only, hash-chained, and a Merkle tree (RFC 6962) whose signed heads anybody can compare. */
@NullMarked
package dev.tutti.enrolment.log;

import org.jspecify.annotations.NullMarked;
