package dev.tutti.simulator.fleet;

import dev.tutti.device.RunResult;
import java.util.Optional;

/**
 * What one device did about one round, as seen on the device: nothing in it is what was planned.
 *
 * @param trained whether it trained
 * @param result what the SDK said; empty when it has not ended yet
 */
record Attempt(boolean trained, Optional<RunResult> result) {
    /** A device that has heard of a round and done nothing yet. */
    static final Attempt BEGUN = new Attempt(false, Optional.empty());
    /** Reason of a round whose update would not have been in time, and went to a later round. */
    static final String WENT_LATER = "WENT_LATER";

    /** Whether nothing more will happen. */
    boolean isOver() {
        return result.isPresent();
    }

    Attempt withTraining() {
        return new Attempt(true, result);
    }

    Attempt with(RunResult end) {
        return new Attempt(trained, Optional.of(end));
    }

    /** Why its update is not in the sum, in a few words, given that it is not: what the SDK said, for a person. */
    String reason() {
        return result.map(this::reason).orElse("still busy");
    }

    private String reason(RunResult run) {
        // What follows a colon is detail about this one device.
        String code = run.reason().replaceAll(":.*", "");
        return switch (run.state()) {
            case NOT_ELIGIBLE -> (trained ? "trained, then not eligible" : "not eligible, did not train") + aside(code);
            case EXAMPLES_FAILED -> "no examples" + aside(code);
            case TIMEOUT -> "no model in time" + aside(code);
            case MODEL_FAILED -> "could not use the model" + aside(code);
            case TRAINING_FAILED -> "training failed" + aside(code);
            case TRAINED ->
                code.equals(WENT_LATER)
                        ? "trained too long, took a later round"
                        : "trained, no round took it" + aside(code);
            case INTERRUPTED -> "upload cut short" + aside(code);
            case REJECTED -> "rejected" + aside(code);
            case LATE -> "late" + aside(code);
            case SPENT -> "spent on a burned round" + aside(code);
            case UPLOADED -> "uploaded, no receipt yet";
            case ACCEPTED -> "receipt, but not in the sum";
        };
    }

    private static String aside(String code) {
        return code.isEmpty() ? "" : " (" + code + ")";
    }
}
