package dev.tutti.device.round;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.Optional;

/**
 * Every check on an announcement that does not depend on the update: the numbered steps of protocol.md, "Device, before
 * it masks". The operator's signature is {@link AnnouncementReader}'s step; whether the round was used, the base, the plan
 * and the update's own norm are {@code update.JoinCheck}'s.
 */
public final class AnnouncementCheck {
    private final String population;
    private final TermsCheck terms;
    private final CredentialTrust credentials;

    /**
     * @param population the only population to take part in
     * @param trust whose credentials to believe
     * @param floor the least protection to accept
     */
    public AnnouncementCheck(String population, TaskTrust trust, PrivacyFloor floor) {
        this.population = population;
        this.terms = new TermsCheck(floor);
        this.credentials = trust.credentials();
    }

    /** The first step that fails, or empty. */
    public Optional<JoinRefusal> check(Announcement announced, long nowMillis) {
        // 1. A protocol version this device speaks.
        if (announced.protocolVersion() != Announcement.PROTOCOL_VERSION) {
            return Optional.of(new JoinRefusal(
                    JoinFault.UNSUPPORTED_VERSION,
                    "expected " + Announcement.PROTOCOL_VERSION + ", announced " + announced.protocolVersion()));
        }
        // 2. The population the app chose.
        if (!announced.round().population().equals(population)) {
            return Optional.of(new JoinRefusal(
                    JoinFault.OTHER_POPULATION,
                    "expected " + population + ", announced "
                            + announced.round().population()));
        }
        // 3. Its own floors. 4. Sound parameters. 5. The committee.
        return terms.check(announced)
                .or(() -> SoundParameters.check(announced))
                .or(() -> SoundParameters.checkCommittee(announced, credentials, nowMillis));
    }
}
