/**
 * Enrolment: a device's raw evidence is verified once, under a nonce that is good once, and a short-lived signed key
 * credential is given for it. Every enrolment is in an append-only log before its credential leaves.
 */
@NullMarked
package dev.tutti.enrolment;

import org.jspecify.annotations.NullMarked;
