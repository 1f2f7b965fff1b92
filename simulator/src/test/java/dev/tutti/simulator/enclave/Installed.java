package dev.tutti.simulator.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test of emulated hardware needs. */
public final class Installed {
    private Installed() {}

    /** Skips the test where it is not installed; on a checking machine that is a failure. */
    public static void assume(EnclaveKind kind) {
        if (System.getenv("CI") != null) {
            assertThat(kind.missing()).as("a checking machine has all of it").isEmpty();
        }
        assumeTrue(kind.missing().isEmpty(), () -> "not installed: " + kind.missing());
    }
}
