package dev.tutti.device.round;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every check on an announcement that does not depend on the update: the numbered steps of protocol.md, "Device, before
 * it masks". The operator's signature is {@link AnnouncementReader}'s step; whether the round was used, the base, the plan
 * and the update's own norm are {@code update.JoinCheck}'s.
 */
public final class AnnouncementCheck {
    private final String population;
    private final TermsCheck terms;
    private final CredentialTrust credentials;
    private final Optional<JoinFault> leftOut;

    /**
     * @param population the only population to take part in
     * @param trust whose credentials to believe
     * @param floor the least protection to accept
     */
    public AnnouncementCheck(String population, TaskTrust trust, PrivacyFloor floor) {
        this(population, trust, floor, Optional.empty());
    }

    private AnnouncementCheck(String population, TaskTrust trust, PrivacyFloor floor, Optional<JoinFault> leftOut) {
        this.population = population;
        this.terms = new TermsCheck(floor);
        this.credentials = trust.credentials();
        this.leftOut = leftOut;
    }

    /** All checks but one, so that a test can show what an attacker gains then. */
    static AnnouncementCheck without(JoinFault fault, String population, TaskTrust trust, PrivacyFloor floor) {
        return new AnnouncementCheck(population, trust, floor, Optional.of(fault));
    }

    /** The first step that fails, or empty. */
    public Optional<JoinRefusal> check(Announcement announced, long nowMillis) {
        // 1. A protocol version this device speaks. 2. The population the app chose. 3. Its own floors.
        // 4. Sound parameters. 5. The committee.
        Stream<Supplier<Optional<JoinRefusal>>> steps = Stream.of(
                        Stream.<Supplier<Optional<JoinRefusal>>>of(
                                () -> version(announced), () -> population(announced)),
                        terms.steps(announced),
                        Stream.<Supplier<Optional<JoinRefusal>>>of(
                                () -> SoundParameters.check(announced),
                                () -> SoundParameters.checkCommittee(announced, credentials, nowMillis)))
                .flatMap(some -> some);
        return steps.map(Supplier::get)
                .flatMap(Optional::stream)
                .filter(refusal -> !Optional.of(refusal.fault()).equals(leftOut))
                .findFirst();
    }

    private static Optional<JoinRefusal> version(Announcement announced) {
        return announced.speaksThisProtocol()
                ? Optional.empty()
                : Optional.of(new JoinRefusal(
                        JoinFault.UNSUPPORTED_VERSION,
                        "expected " + Announcement.versionFor(announced.ring()) + ", announced "
                                + announced.protocolVersion()));
    }

    private Optional<JoinRefusal> population(Announcement announced) {
        String found = announced.round().population();
        return found.equals(population)
                ? Optional.empty()
                : Optional.of(
                        new JoinRefusal(JoinFault.OTHER_POPULATION, "expected " + population + ", announced " + found));
    }
}
