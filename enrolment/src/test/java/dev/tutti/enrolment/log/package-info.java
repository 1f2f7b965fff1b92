/** Tests of the enrolment log. */
@NullMarked
package dev.tutti.enrolment.log;

import org.jspecify.annotations.NullMarked;
