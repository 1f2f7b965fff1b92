package dev.tutti.device.round;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every check on an announcement that does not depend on the update: the numbered steps of protocol.md, "Device, before
 * it masks". The operator's signature is {@link AnnouncementReader}'s step; whether the round was used, the base, the plan
 * and the update's own norm are {@code update.JoinCheck}'s.
 */
public final class AnnouncementCheck {
    private static final CredentialTrust NOBODY = CredentialTrust.of(List.of(), Set.of(), Set.of());

    private final String population;
    private final TermsCheck terms;
    private final TaskTrust trust;
    private final Optional<JoinFault> leftOut;

    /**
     * @param population the only population to take part in
     * @param trust whose credentials to believe, and how committees must have been chosen
     * @param floor the least protection to accept
     */
    public AnnouncementCheck(String population, TaskTrust trust, PrivacyFloor floor) {
        this(population, trust, floor, Optional.empty());
    }

    private AnnouncementCheck(String population, TaskTrust trust, PrivacyFloor floor, Optional<JoinFault> leftOut) {
        this.population = population;
        this.terms = new TermsCheck(floor);
        this.trust = trust;
        this.leftOut = leftOut;
    }

    /** All checks but one, so that a test can show what an attacker gains then. */
    static AnnouncementCheck without(JoinFault fault, String population, TaskTrust trust, PrivacyFloor floor) {
        return new AnnouncementCheck(population, trust, floor, Optional.of(fault));
    }

    /** The first step that fails, or empty. */
    public Optional<JoinRefusal> check(OpenRound round, long nowMillis) {
        Announcement announced = round.terms();
        Optional<CredentialTrust> believed = trust.credentials(nowMillis);
        // 1. A protocol version this device speaks. 2. The population the app chose. 3. Its own floors.
        // 4. Sound parameters. 5. The committee: of believed devices, 6. drawn by lot.
        Stream<Supplier<Optional<JoinRefusal>>> steps = Stream.of(
                        Stream.<Supplier<Optional<JoinRefusal>>>of(
                                () -> version(announced), () -> population(announced)),
                        terms.steps(announced),
                        Stream.<Supplier<Optional<JoinRefusal>>>of(
                                () -> SoundParameters.check(announced),
                                () -> believed.isPresent()
                                        ? Optional.empty()
                                        : Optional.of(new JoinRefusal(JoinFault.REVOCATIONS_UNKNOWN, "")),
                                () -> SoundParameters.checkCommittee(announced, believed.orElse(NOBODY), nowMillis),
                                () -> drawn(round)))
                .flatMap(some -> some);
        return steps.map(Supplier::get)
                .flatMap(Optional::stream)
                .filter(refusal -> !Optional.of(refusal.fault()).equals(leftOut))
                .findFirst();
    }

    private Optional<JoinRefusal> drawn(OpenRound round) {
        return trust.committees()
                .notDrawn(round.terms(), round.proof())
                .map(why -> new JoinRefusal(JoinFault.COMMITTEE_NOT_DRAWN, why));
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
