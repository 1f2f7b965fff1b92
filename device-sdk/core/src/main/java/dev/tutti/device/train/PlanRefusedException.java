package dev.tutti.device.train;

/**
 * The trainer will not run this plan: an operation outside its allow-list, a missing endpoint, a size that does not
 * match. The device keeps its examples and contributes nothing.
 */
public final class PlanRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason for a person: what was expected and what the plan has; at most a few hundred characters
     */
    public PlanRefusedException(String reason) {
        super(reason);
    }

    /**
     * @param reason for a person: what was expected and what the plan has
     * @param cause what the runtime said
     */
    public PlanRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
