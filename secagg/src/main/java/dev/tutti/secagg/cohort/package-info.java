/** The sealed cohort as a Merkle tree: roots and inclusion proofs. */
@NullMarked
package dev.tutti.secagg.cohort;

import org.jspecify.annotations.NullMarked;
