package dev.tutti.device.committee;

import dev.tutti.enrolment.sortition.Eligibility;
import java.util.Optional;

/**
 * Where an app gets what shows that its device may be seated: the enrolment service makes it once in an epoch, for whoever
 * asks. Nothing it gives is believed before it was checked. Safe for use by several threads.
 */
@FunctionalInterface
public interface EligibilitySource {
    /** The newest that the app has; asked while messages are read, so it may not wait for a network. */
    Optional<Eligibility> current();
}
