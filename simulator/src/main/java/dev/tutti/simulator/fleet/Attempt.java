package dev.tutti.simulator.fleet;

import dev.tutti.device.RunResult;
import java.util.Optional;

/**
 * What one device did about one round.
 *
 * @param disruption what was planned to go wrong
 * @param trained whether it trained
 * @param result what the SDK said; empty when it never ran, has not ended yet, or failed
 */
record Attempt(Disruption disruption, boolean trained, Optional<RunResult> result) {
    /** Whether nothing more will happen. */
    boolean isOver() {
        return disruption == Disruption.BEFORE_TRAINING || result.isPresent();
    }

    Attempt withTraining() {
        return new Attempt(disruption, true, result);
    }

    Attempt with(RunResult end) {
        return new Attempt(disruption, trained, Optional.of(end));
    }

    /** Why its update is not in the sum, in a few words, given that it is not. */
    String reason() {
        if (disruption != Disruption.NONE) {
            return disruption.title();
        }
        return result.map(run -> run.reason().isEmpty()
                        ? run.state().name()
                        : run.state().name() + " " + run.reason().replaceAll(":.*", ""))
                .orElse("still busy");
    }
}
