package dev.tutti.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.AssignmentState;
import dev.tutti.device.RetryWindow;
import dev.tutti.device.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptTest {
    @Test
    void theReasonIsWhatTheDeviceSawNotWhatWasPlanned() {
        Attempt trained = Attempt.BEGUN.withTraining();

        assertThat(Attempt.BEGUN.reason()).isEqualTo("still busy");
        assertThat(Attempt.BEGUN
                        .with(run(AssignmentState.NOT_ELIGIBLE, "IN_USE"))
                        .reason())
                .isEqualTo("not eligible, did not train (IN_USE)");
        assertThat(trained.with(run(AssignmentState.NOT_ELIGIBLE, "IN_USE")).reason())
                .isEqualTo("trained, then not eligible (IN_USE)");
        assertThat(trained.with(run(AssignmentState.SPENT, "NO_QUORUM")).reason())
                .isEqualTo("spent on a burned round (NO_QUORUM)");
    }

    @Test
    void whatIsDetailForOneDeviceIsLeftOut() {
        assertThat(Attempt.BEGUN
                        .with(run(AssignmentState.INTERRUPTED, "NETWORK: connection 17 was reset"))
                        .reason())
                .isEqualTo("upload cut short (NETWORK)");
    }

    @Test
    void everyEndHasAReasonOfItsOwn() {
        Set<String> reasons = new HashSet<>();
        for (AssignmentState state : AssignmentState.values()) {
            reasons.add(Attempt.BEGUN.with(run(state, "")).reason());
        }

        assertThat(reasons).hasSameSizeAs(AssignmentState.values()).doesNotContain("still busy");
    }

    private static RunResult run(AssignmentState state, String reason) {
        return new RunResult(state, reason, Optional.empty(), RetryWindow.after(Instant.EPOCH, Duration.ZERO), 0);
    }
}
