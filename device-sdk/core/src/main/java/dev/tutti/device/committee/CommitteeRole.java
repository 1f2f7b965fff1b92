package dev.tutti.device.committee;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.CommitteeFloor;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.Window;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
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
    private final CommitteeFloor floor;
    private final CredentialTrust trust;
    private final SerialExecutor timer;
    private final Clock clock;
    private final Duration offerFor;
    private final SecureRandom secrets;
    private final Set<Digest> lostSeats = new LinkedHashSet<>();
    private Optional<Duty> duty = Optional.empty();
    private CompletableFuture<Void> alarm = new CompletableFuture<>();

    /**
     * @param post sends and logs what this role says
     * @param floor the least to accept of an announcement before voting; the keys offered are of its kind of sealing
     * @param trust whose credentials to believe
     * @param timer the device's own serial executor
     * @param clock says what has expired
     * @param offerFor how long a check-in stands
     */
    public CommitteeRole(
            CommitteePost post,
            CommitteeFloor floor,
            CredentialTrust trust,
            SerialExecutor timer,
            Clock clock,
            Duration offerFor) {
        this(post, floor, trust, timer, clock, offerFor, new SecureRandom());
    }

    /** With a generator of the test's own, so that it can show what happens when keys outlive a crash. */
    CommitteeRole(
            CommitteePost post,
            CommitteeFloor floor,
            CredentialTrust trust,
            SerialExecutor timer,
            Clock clock,
            Duration offerFor,
            SecureRandom secrets) {
        this.secrets = secrets;
        this.post = post;
        this.floor = floor;
        this.trust = trust;
        this.timer = timer;
        this.clock = clock;
        this.offerFor = offerFor;
    }

    /** Erases whatever keys there are and offers fresh ones. */
    public synchronized void checkIn() {
        stop();
        CommitteeMember member = new CommitteeMember(floor.minSealing(), secrets);
        long expires = clock.millis() + offerFor.toMillis();
        Optional<Duty> offered = post.checkIn(member, expires).map(statement -> new Duty(member, statement));
        if (offered.isEmpty()) {
            member.erase();
        }
        duty = offered;
        alarm = timer.after(offered.isPresent() ? offerFor : RETRY, this::checkIn);
    }

    /** Erases the keys and offers none. */
    public synchronized void stop() {
        alarm.cancel(false);
        duty.ifPresent(kept -> kept.member().erase());
        duty = Optional.empty();
    }

    /** Pins a round that names this device's keys, if they are not pinned yet. */
    public synchronized void announced(OpenRound round) {
        if (duty.flatMap(Duty::assignment)
                .filter(known -> known.round().equals(round))
                .isPresent()) {
            return;
        }
        duty.ifPresent(offered -> offered.seatIn(round).ifPresent(seat -> {
            if (offered.pin(round, seat)) {
                watch(round);
            } else {
                LOG.warn("keys already pinned are named again, by {}", round.name());
            }
        }));
        if (duty.flatMap(Duty::assignment)
                        .filter(known -> known.round().equals(round))
                        .isEmpty()
                && namesThisDevice(round)) {
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

    private void vote(Duty asked, Duty.Assignment assignment, VoteParts request) {
        VoteDecision decision;
        try {
            decision = asked.member()
                    .vote(
                            assignment.round().terms(),
                            assignment.memberIndex(),
                            request.evidence(),
                            request.cohortRoot(),
                            floor,
                            trust,
                            clock.millis());
        } catch (MalformedMessageException e) {
            refuse(asked, assignment, "MALFORMED");
            return;
        }
        if (decision instanceof VoteDecision.Voted voted) {
            if (asked.voted()) {
                post.vote(assignment, voted.vote());
            }
        } else if (decision instanceof VoteDecision.Refused refused) {
            refuse(asked, assignment, refused.reason().name());
        }
    }

    private void refuse(Duty asked, Duty.Assignment assignment, String reason) {
        if (asked.refused()) {
            post.refuse(assignment.round().hash(), assignment.memberIndex(), reason);
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
        announcement.filter(lostSeats::remove).ifPresent(lost -> post.refuse(lost, memberIndex, "KEYS_GONE"));
    }
}
