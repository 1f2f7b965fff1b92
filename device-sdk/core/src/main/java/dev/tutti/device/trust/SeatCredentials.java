package dev.tutti.device.trust;

import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.Optional;

/** Which seat of a committee is not believed, for a person: the checks themselves say only that one is not. */
public final class SeatCredentials {
    private SeatCredentials() {}

    /** The first seat whose credential is not believed, and why. */
    public static Optional<String> disbelieved(Announcement terms, CredentialTrust trust, long nowMillis) {
        return terms.seats().stream()
                .flatMap(seat -> trust
                        .check(seat.checkIn().credential(), terms.round().population(), nowMillis)
                        .map(fault -> "seat " + seat.memberIndex() + ", " + fault)
                        .stream())
                .findFirst();
    }
}
