package dev.tutti.device;

/** How far one run got. */
public enum AssignmentState {
    /** Conditions forbade it, before training or before anything left. */
    NOT_ELIGIBLE(ContributionResult.FAIL),
    /** The example store had nothing to train on, or failed. */
    EXAMPLES_FAILED(ContributionResult.FAIL),
    /** No model was published in time. */
    TIMEOUT(ContributionResult.FAIL),
    /** The model or its plan could not be fetched, or is not what the operator signed. */
    MODEL_FAILED(ContributionResult.FAIL),
    /** The trainer refused the plan, failed, or gave no finite update. */
    TRAINING_FAILED(ContributionResult.FAIL),
    /** Trained, but no round took the update: none was open in time, or each was refused. Nothing left the device. */
    TRAINED(ContributionResult.PARTIAL),
    /** The upload was cut short. The next run sends identical bytes while the round is open; the update is spent. */
    INTERRUPTED(ContributionResult.PARTIAL),
    /** The round did not count the update; it is spent. */
    REJECTED(ContributionResult.PARTIAL),
    /** The update was complete after the round had closed; it is spent. */
    LATE(ContributionResult.PARTIAL),
    /** The round ended without a sum; the update is spent. */
    SPENT(ContributionResult.PARTIAL),
    /** Everything was sent; what became of it is not known yet. */
    UPLOADED(ContributionResult.SUCCESS),
    /** Counted, and the receipt proved it. */
    ACCEPTED(ContributionResult.SUCCESS);

    private final ContributionResult result;

    AssignmentState(ContributionResult result) {
        this.result = result;
    }

    /** What an app needs to know. */
    public ContributionResult result() {
        return result;
    }
}
