package dev.tutti.device.committee;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.trust.SeatCredentials;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.UpdateCheck;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's work as a decryptor: checks in with fresh keys, pins the first announcement that names them, votes, opens on
 * a certificate, and checks in again when the keys are used up, the round is over or the offer has expired.
 *
 * <p>Safe for use by several threads; messages must come in order, as they do on the device's own {@link SerialExecutor}.
 */
public final class CommitteeRole {
    private static final Logger LOG = LoggerFactory.getLogger(CommitteeRole.class);
    /** How long after its last deadline a round may still ask. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int MAX_LOST_SEATS = 16;

    private final CommitteePost post;
    private final DecryptorRules rules;
    private final OwnEligibility eligibility;
    private final SerialExecutor timer;
    private final Clock clock;
    private final Duration offerFor;
    private final SecureRandom secrets;
    private final Set<Digest> lostSeats = new LinkedHashSet<>();
    private Optional<Duty> duty = Optional.empty();
    private CompletableFuture<Void> alarm = new CompletableFuture<>();

    /**
     * @param post sends and logs what this role says
     * @param rules what to ask of a round before voting in it
     * @param eligibility what to show when checking in
     * @param timer the device's own serial executor
     * @param clock says what has expired
     * @param offerFor how long a check-in stands
     */
    public CommitteeRole(
            CommitteePost post,
            DecryptorRules rules,
            OwnEligibility eligibility,
            SerialExecutor timer,
            Clock clock,
            Duration offerFor) {
        this(post, rules, eligibility, timer, clock, offerFor, new SecureRandom());
    }

    /** With a generator of the test's own, so that it can show what happens when keys outlive a crash. */
    CommitteeRole(
            CommitteePost post,
            DecryptorRules rules,
            OwnEligibility eligibility,
            SerialExecutor timer,
            Clock clock,
            Duration offerFor,
            SecureRandom secrets) {
        this.secrets = secrets;
        this.post = post;
        this.rules = rules;
        this.eligibility = eligibility;
        this.timer = timer;
        this.clock = clock;
        this.offerFor = offerFor;
    }

    /** Erases whatever keys there are and offers fresh ones, unless this device could not be seated anyway. */
    public synchronized void checkIn() {
        stop();
        Optional<Eligibility> shown = eligible();
        if (eligibility.isNeeded() && shown.isEmpty()) {
            alarm = timer.after(eligibility.lookAgainAfter(), this::checkIn);
            return;
        }
        CommitteeMember member = new CommitteeMember(rules.floor().minSealing(), secrets);
        long expires = clock.millis() + offerFor.toMillis();
        Optional<Duty> offered = post.checkIn(member, expires, shown).map(statement -> new Duty(member, statement));
        duty = offered;
        if (offered.isPresent()) {
            letStand(offerFor, shown);
        } else {
            member.erase();
            alarm = timer.after(RETRY, this::checkIn);
        }
    }

    private Optional<Eligibility> eligible() {
        return eligibility.isNeeded() ? eligibility.current(post.device()) : Optional.empty();
    }

    /** An offer stands for its time, and no longer than what was shown with it holds. */
    private void letStand(Duration left, Optional<Eligibility> shown) {
        Duration wait = eligibility.lookAgainAfter();
        if (!eligibility.isNeeded() || left.compareTo(wait) <= 0) {
            alarm = timer.after(left, this::checkIn);
        } else {
            alarm = timer.after(wait, () -> lookAgain(left.minus(wait), shown));
        }
    }

    private synchronized void lookAgain(Duration left, Optional<Eligibility> shown) {
        if (duty.flatMap(Duty::assignment).isPresent()) {
            return;
        }
        Optional<Eligibility> now = eligible();
        boolean stillHolds = now.isPresent()
                ? now.equals(shown)
                : shown.filter(one -> eligibility.holds(one, post.device())).isPresent();
        if (stillHolds) {
            letStand(left, shown);
        } else {
            checkIn();
        }
    }

    /** Erases the keys and offers none. */
    public synchronized void stop() {
        alarm.cancel(false);
        duty.ifPresent(kept -> kept.member().erase());
        duty = Optional.empty();
    }

    /** Pins a round that names this device's keys, if they are not pinned yet. */
    public synchronized void announced(OpenRound round) {
        Optional<Duty> pinned = dutyFor(Optional.of(round.hash()));
        if (pinned.isPresent()) {
            pinned.filter(known -> known.assignment().orElseThrow().notDrawn().isPresent())
                    .ifPresent(known -> known.heardAgain(round, rules.notDrawn(round)));
            return;
        }
        duty.ifPresent(offered -> offered.seatIn(round).ifPresent(seat -> {
            if (offered.pin(round, seat, rules.notDrawn(round))) {
                watch(round);
            } else {
                LOG.warn("keys already pinned are named again, by {}", round.name());
            }
        }));
        if (dutyFor(Optional.of(round.hash())).isEmpty() && namesThisDevice(round)) {
            noteLostSeat(round);
        }
    }

    /** Bytes that a part of a vote request takes in memory, about. */
    public static long size(VoteRequest part) {
        return VoteParts.size(part);
    }

    /** Collects a vote request and answers it once it is whole: with the one vote, or a refusal. */
    public synchronized void voteRequested(VoteRequest part) {
        Optional<Digest> announcement = Fields.digest(part.getAnnouncementHash());
        Optional<Duty> asked = dutyFor(announcement);
        if (asked.isEmpty()) {
            refuseLostSeat(announcement, part.getMemberIndex());
            return;
        }
        Duty.Assignment assignment = asked.get().assignment().orElseThrow();
        asked.get()
                .add(part, assignment.round().terms().limits().maxContributors())
                .ifPresent(request -> vote(asked.get(), assignment, request));
    }

    /** Opens on a valid certificate; the keys are gone before the answer leaves. */
    public synchronized void unmaskRequested(UnmaskRequest request) {
        Optional<Duty> asked = dutyFor(Fields.digest(request.getAnnouncementHash()));
        if (asked.isEmpty()) {
            return;
        }
        Duty.Assignment assignment = asked.get().assignment().orElseThrow();
        QuorumCertificate certificate;
        try {
            certificate = QuorumCertificate.decode(Fields.bytes(request.getCertificate()));
        } catch (MalformedMessageException e) {
            LOG.warn("round {}: unreadable certificate", assignment.round().name());
            return;
        }
        OpenDecision decision = asked.get().member().open(certificate);
        if (decision instanceof OpenDecision.Opened opened) {
            post.reply(assignment, opened.reply());
            checkIn();
        } else if (decision instanceof OpenDecision.Refused refused) {
            LOG.info("round {}: not opened, {}", assignment.round().name(), refused.reason());
            if (refused.reason() == RefusalReason.COMPLAINED) {
                // Its position is an erasure, its keys are gone: all that is left is to serve another round.
                checkIn();
            }
        }
    }

    /** A round ended; keys that served it are of no use any more. */
    public synchronized void over(Digest announcement) {
        lostSeats.remove(announcement);
        if (dutyFor(Optional.of(announcement)).isPresent()) {
            checkIn();
        }
    }

    /** docs/protocol.md, "Decryptor, before it votes": what can be seen at once, then the dossiers, then the rest. */
    private void vote(Duty asked, Duty.Assignment assignment, VoteParts request) {
        Question question;
        try {
            question = new Question(asked, assignment, request.cohortRoot(), request.evidence());
        } catch (MalformedMessageException e) {
            refuse(asked, assignment, DutyFault.MALFORMED.name(), "");
            return;
        }
        // A beacon that this device did not know yet when it heard of the round it may know now.
        Optional<String> notDrawn = assignment.notDrawn().flatMap(unused -> rules.notDrawn(assignment.round()));
        if (notDrawn.isPresent()) {
            refuse(asked, assignment, DutyFault.COMMITTEE_NOT_DRAWN.name(), notDrawn.get());
        } else if (!rules.looksAtDossiers()) {
            cast(question);
        } else if (asked.examine()) {
            CompletableFuture<Optional<DutyRefusal>> look =
                    rules.lookAtDossiers(question.cohortRoot(), assignment.memberIndex(), question.cohort());
            if (look.isDone()) {
                looked(question, look.join());
            } else {
                // Back to where this device does one thing after another.
                var unused = look.thenAccept(found -> timer.execute(() -> looked(question, found)));
            }
        }
    }

    private synchronized void looked(Question question, Optional<DutyRefusal> refusal) {
        question.asked().examined();
        if (duty.filter(kept -> kept == question.asked()).isEmpty()) {
            return;
        }
        if (refusal.isPresent()) {
            refuse(
                    question.asked(),
                    question.assignment(),
                    refusal.get().fault().name(),
                    refusal.get().detail());
        } else {
            cast(question);
        }
    }

    private void cast(Question question) {
        Duty asked = question.asked();
        Duty.Assignment assignment = question.assignment();
        long now = clock.millis();
        Optional<CredentialTrust> believed = rules.believed(now);
        if (believed.isEmpty()) {
            refuse(asked, assignment, DutyFault.REVOCATIONS_UNKNOWN.name(), "");
            return;
        }
        VoteDecision decision = asked.member()
                .vote(
                        assignment.round().terms(),
                        assignment.memberIndex(),
                        question.cohort(),
                        question.cohortRoot(),
                        rules.floor(),
                        believed.get(),
                        now);
        if (decision instanceof VoteDecision.Voted voted) {
            if (asked.voted()) {
                post.vote(assignment, voted.vote());
            }
        } else if (decision instanceof VoteDecision.Refused refused) {
            refuse(asked, assignment, refused.reason().name(), question.fault(refused.reason(), believed.get(), now));
        }
    }

    private void refuse(Duty asked, Duty.Assignment assignment, String reason, String detail) {
        if (asked.refused()) {
            post.refuse(assignment.round().hash(), assignment.memberIndex(), reason, detail);
        }
    }

    private Optional<Duty> dutyFor(Optional<Digest> announcement) {
        return duty.filter(kept -> kept.assignment()
                .filter(assignment -> Optional.of(assignment.round().hash()).equals(announcement))
                .isPresent());
    }

    /** Once pinned, the keys are kept to the round's last deadline, not to the offer's. */
    private void watch(OpenRound round) {
        alarm.cancel(false);
        Window window = round.terms().window();
        // As durations, because an operator may announce any number of milliseconds.
        Duration left = Duration.ofMillis(window.closesAtMillis() - clock.millis())
                .plusMillis(window.voteLimitMillis())
                .plusMillis(window.unmaskLimitMillis());
        alarm = timer.after(left.plus(GRACE), this::checkIn);
    }

    private boolean namesThisDevice(OpenRound round) {
        DeviceId self = post.device();
        return round.terms().seats().stream()
                .anyMatch(seat -> seat.checkIn().statement().device().equals(self));
    }

    /** A seat held with keys that are gone, after a restart or because they served another announcement. */
    private void noteLostSeat(OpenRound round) {
        lostSeats.add(round.hash());
        if (lostSeats.size() > MAX_LOST_SEATS) {
            lostSeats.remove(lostSeats.iterator().next());
        }
    }

    private void refuseLostSeat(Optional<Digest> announcement, int memberIndex) {
        announcement
                .filter(lostSeats::remove)
                .ifPresent(lost -> post.refuse(lost, memberIndex, DutyFault.KEYS_GONE.name(), ""));
    }

    /** What a whole request asks. */
    private record Question(
            Duty asked, Duty.Assignment assignment, Digest cohortRoot, List<ContributorEvidence> cohort) {
        /** Whose seat or header is at fault, and why, for a person. */
        String fault(RefusalReason reason, CredentialTrust believed, long nowMillis) {
            if (reason == RefusalReason.BAD_COMMITTEE) {
                return SeatCredentials.disbelieved(assignment.round().terms(), believed, nowMillis)
                        .orElse("");
            }
            if (reason != RefusalReason.BAD_UPDATE) {
                return "";
            }
            return cohort.stream()
                    .map(ContributorEvidence::update)
                    .flatMap(update -> UpdateCheck.check(assignment.round().terms(), update, believed, nowMillis)
                            .map(fault -> "of device " + update.statement().device() + ": " + fault)
                            .stream())
                    .findFirst()
                    .orElse("");
        }
    }
}
