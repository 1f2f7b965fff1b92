/** Files that survive a power cut: records are appended, chained and read back as they were written, or not at all. */
@NullMarked
package dev.tutti.enrolment.store;

import org.jspecify.annotations.NullMarked;
