/** Tests of sortition. */
@NullMarked
package dev.tutti.enrolment.sortition;

import org.jspecify.annotations.NullMarked;
