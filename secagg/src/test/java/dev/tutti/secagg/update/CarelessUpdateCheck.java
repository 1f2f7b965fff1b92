package dev.tutti.secagg.update;

import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedUpdate;
import java.util.Optional;
import java.util.Set;

/** How the tests of attacks leave one check of a header out. */
public final class CarelessUpdateCheck {
    private CarelessUpdateCheck() {}

    /** The first check that fails, or empty, blind to the waived ones. */
    public static Optional<UpdateFault> check(
            Announcement announcement,
            SignedUpdate update,
            CredentialTrust trust,
            long nowMillis,
            UpdateFault... waived) {
        return UpdateCheck.check(announcement, update, trust, nowMillis, Set.of(waived));
    }
}
