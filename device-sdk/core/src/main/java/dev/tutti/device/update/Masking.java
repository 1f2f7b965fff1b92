package dev.tutti.device.update;

import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.store.FinishedUpdate;

/** What came of masking. */
public sealed interface Masking {
    /** The ciphertext is stored and ready to leave. */
    record Masked(FinishedUpdate update) implements Masking {}

    /** Nothing was masked, and why. */
    record Refused(JoinRefusal refusal) implements Masking {}
}
