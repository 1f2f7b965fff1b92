/**
 * The test vectors of {@code secagg/src/test/resources/vectors/v1}: made here from fixed inputs, committed, and checked
 * by {@code docs/vectors/check.py}, which shares no code with this project.
 */
@NullMarked
package dev.tutti.secagg.vectors;

import org.jspecify.annotations.NullMarked;
