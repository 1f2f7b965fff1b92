package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.Optional;
import java.util.Set;

/** How the tests of attacks leave one check of a committee out. */
public final class CarelessCommitteeCheck {
    private CarelessCommitteeCheck() {}

    /** The first check that fails, or empty, blind to the waived ones. */
    public static Optional<CommitteeFault> check(
            Announcement announcement, CredentialTrust trust, long nowMillis, CommitteeFault... waived) {
        return CommitteeCheck.check(announcement, trust, nowMillis, Set.of(waived));
    }
}
