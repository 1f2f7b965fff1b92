/**
 * Every decoder of bytes from outside, held to one rule by a fuzzer: it gives a value that encodes to the same bytes, or
 * says that the bytes are malformed, and in either case takes no more memory than the bytes justify. Ordinary tests run
 * the corpus kept beside it and seeded mutations; {@code -Pfuzz} searches on (docs: CONTRIBUTING.md).
 */
@NullMarked
package dev.tutti.secagg.fuzz;

import org.jspecify.annotations.NullMarked;
