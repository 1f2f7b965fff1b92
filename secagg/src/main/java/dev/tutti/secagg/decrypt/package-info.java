/** The committee member: what it checks, its one vote, its one answer. */
@NullMarked
package dev.tutti.secagg.decrypt;

import org.jspecify.annotations.NullMarked;
