package dev.tutti.device.model;

/** A plan or model slice is not what the operator signed, or cannot be used. */
public final class ArtifactRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason what was expected and what was found
     */
    public ArtifactRefusedException(String reason) {
        super(reason);
    }
}
