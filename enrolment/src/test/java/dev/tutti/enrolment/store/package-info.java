/** Tests of the files, and a disk whose power can be cut. */
@NullMarked
package dev.tutti.enrolment.store;

import org.jspecify.annotations.NullMarked;
