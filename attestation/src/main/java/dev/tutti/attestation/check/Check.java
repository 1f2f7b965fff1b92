package dev.tutti.attestation.check;

import dev.tutti.attestation.Attestation.Refused;
import java.util.Optional;

/**
 * One thing that must hold of evidence.
 *
 * @param <E> the evidence, or a part of it
 */
@FunctionalInterface
public interface Check<E> {
    /** Why it does not hold, or empty if it does. Takes no exception to say so, whatever the evidence. */
    Optional<Refused> examine(E evidence, Circumstances circumstances);
}
