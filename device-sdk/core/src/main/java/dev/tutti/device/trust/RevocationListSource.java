package dev.tutti.device.trust;

import dev.tutti.enrolment.revocation.SignedRevocationList;
import java.util.Optional;

/**
 * Where an app gets revocation lists: it fetches them when it can and keeps the newest. Nothing it gives is believed
 * before the enrolment service's signature, version and age were checked. Safe for use by several threads.
 */
@FunctionalInterface
public interface RevocationListSource {
    /** The newest list that the app has; asked while messages are read, so it may not wait for a network. */
    Optional<SignedRevocationList> newest();
}
