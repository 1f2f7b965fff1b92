/** A search for bytes that make a parser do anything but read or refuse; {@code -Pfuzz} runs it. */
@NullMarked
package dev.tutti.attestation.fuzz;

import org.jspecify.annotations.NullMarked;
