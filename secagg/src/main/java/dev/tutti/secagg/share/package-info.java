/** Packed Shamir sharing of a mask secret, its degree proof, and decoding in spite of liars. */
@NullMarked
package dev.tutti.secagg.share;

import org.jspecify.annotations.NullMarked;
