package dev.tutti.simulator.report;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A round with what the simulation alone can add to it.
 *
 * @param result the round as the funnel shows it
 * @param heldOutAccuracy share of the unseen examples that the model after the round gets right; empty when it burned
 * @param plaintextAccuracy the same for the plaintext run beside it
 * @param exact whether its sum equals the plain one bit for bit; empty when it burned or nothing was compared
 */
public record RoundFigures(
        RoundResult result,
        OptionalDouble heldOutAccuracy,
        OptionalDouble plaintextAccuracy,
        Optional<Boolean> exact) {}
