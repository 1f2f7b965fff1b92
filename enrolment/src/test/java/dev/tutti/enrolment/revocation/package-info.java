/** Tests of revocation. */
@NullMarked
package dev.tutti.enrolment.revocation;

import org.jspecify.annotations.NullMarked;
