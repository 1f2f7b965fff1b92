package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.StatementSignature;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the seats of an announcement hold distinct devices that offered those keys themselves. A device asks before it
 * masks, a member before it votes: an operator that could fill seats would open what it likes. That the members were
 * chosen fairly is not checked here (docs/protocol.md, "Choosing the committee").
 */
public final class CommitteeCheck {
    private static final List<Step> STEPS = List.of(
            // 1. no device, sealing key or voting key twice
            new Step(CommitteeFault.NOT_DISTINCT, CommitteeCheck::isNew),
            // 2. an offer of this device, to this population, that stood when the round opened
            new Step(CommitteeFault.WRONG_CHECK_IN, CommitteeCheck::isItsDevicesOffer),
            // 3. by an enrolled key
            new Step(
                    CommitteeFault.BAD_CREDENTIAL,
                    (check, seat) -> check.trust
                            .check(seat.credential(), check.announcement.round().population(), check.nowMillis)
                            .isEmpty()),
            // 4. that signed it
            new Step(
                    CommitteeFault.BAD_SIGNATURE,
                    (check, seat) -> StatementSignature.verify(
                            seat.credential().credential(), seat.statement().encode(), seat.signature())),
            // 5. with a sealing key nobody else can open
            new Step(
                    CommitteeFault.BAD_KEY,
                    (check, seat) -> ShareSealer.isUsable(seat.statement().sealingKey())));

    private final Announcement announcement;
    private final CredentialTrust trust;
    private final long nowMillis;
    private final Set<Object> seen = new HashSet<>();

    private CommitteeCheck(Announcement announcement, CredentialTrust trust, long nowMillis) {
        this.announcement = announcement;
        this.trust = trust;
        this.nowMillis = nowMillis;
    }

    /** The first check that fails, or empty. */
    public static Optional<CommitteeFault> check(Announcement announcement, CredentialTrust trust, long nowMillis) {
        return check(announcement, trust, nowMillis, Set.of());
    }

    /**
     * The first check that fails, or empty.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    static Optional<CommitteeFault> check(
            Announcement announcement, CredentialTrust trust, long nowMillis, Set<CommitteeFault> waived) {
        CommitteeCheck check = new CommitteeCheck(announcement, trust, nowMillis);
        return announcement.seats().stream()
                .map(Seat::checkIn)
                .flatMap(seat -> STEPS.stream().filter(step -> !step.condition().holds(check, seat)))
                .map(Step::fault)
                .filter(fault -> !waived.contains(fault))
                .findFirst();
    }

    private boolean isNew(SignedCheckIn seat) {
        CheckInStatement statement = seat.statement();
        return seen.add(statement.device())
                && seen.add("sealing " + HexFormat.of().formatHex(statement.sealingKey()))
                && seen.add("voting " + HexFormat.of().formatHex(statement.votingKey()));
    }

    private boolean isItsDevicesOffer(SignedCheckIn seat) {
        CheckInStatement statement = seat.statement();
        KeyCredential credential = seat.credential().credential();
        return statement.population().equals(announcement.round().population())
                && statement.device().equals(credential.device())
                && statement.credentialHash().equals(credential.digest())
                && statement.expiresAtMillis() > announcement.window().opensAtMillis();
    }

    private record Step(CommitteeFault fault, Condition condition) {}

    @FunctionalInterface
    private interface Condition {
        boolean holds(CommitteeCheck check, SignedCheckIn seat);
    }
}
