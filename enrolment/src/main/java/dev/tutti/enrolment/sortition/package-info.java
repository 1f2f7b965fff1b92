/**
 * Sortition of committees (docs/protocol.md, "Choosing the committee"): a signed head of the enrolment log comes first, a
 * beacon that nobody can foresee after it, and the two say which devices may be seated.
 */
@NullMarked
package dev.tutti.enrolment.sortition;

import org.jspecify.annotations.NullMarked;
