/** Revocation: which devices are no longer trusted, as a signed, versioned statement, and how a verifier keeps it. */
@NullMarked
package dev.tutti.enrolment.revocation;

import org.jspecify.annotations.NullMarked;
