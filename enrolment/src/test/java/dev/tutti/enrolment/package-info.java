/** Tests of enrolment. */
@NullMarked
package dev.tutti.enrolment;

import org.jspecify.annotations.NullMarked;
