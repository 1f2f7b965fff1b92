package dev.tutti.enrolment.store;

import java.io.IOException;

/** The power went: thrown by {@link CuttableDisk} at the step it was told. */
public final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;

    PowerCut() {
        super("the power went");
    }
}
