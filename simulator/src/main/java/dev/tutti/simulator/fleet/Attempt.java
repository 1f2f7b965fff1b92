package dev.tutti.simulator.fleet;

import dev.tutti.device.RunResult;
import java.util.Optional;

/**
 * What one device did about one round.
 *
 * @param disruption what was planned to go wrong
 * @param trained whether it trained
 * @param result what the SDK said; empty when it never ran, or has not ended yet
 */
public record Attempt(Disruption disruption, boolean trained, Optional<RunResult> result) {
    /** Why its update is not in the sum, in a few words, given that it is not. */
    public String reason() {
        if (disruption != Disruption.NONE) {
            return disruption.title();
        }
        return result.map(run -> run.reason().isEmpty()
                        ? run.state().name()
                        : run.state().name() + " " + run.reason().replaceAll(":.*", ""))
                .orElse("still busy");
    }
}
