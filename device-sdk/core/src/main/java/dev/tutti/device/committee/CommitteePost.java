package dev.tutti.device.committee;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a decryptor says and logs it as egress first. A message that could not be handed over is lost: a vote or a
 * reply is never made twice.
 */
public final class CommitteePost {
    private static final Logger LOG = LoggerFactory.getLogger(CommitteePost.class);

    private final String population;
    private final Enclave enclave;
    private final Transport transport;
    private final EgressLog egress;
    private final Clock clock;

    /**
     * @param population the population this device serves
     * @param enclave signs check-ins
     * @param transport where messages go
     * @param egress written before each message
     * @param clock time of the log
     */
    public CommitteePost(String population, Enclave enclave, Transport transport, EgressLog egress, Clock clock) {
        this.population = population;
        this.enclave = enclave;
        this.transport = transport;
        this.egress = egress;
        this.clock = clock;
    }

    /** This device. */
    DeviceId device() {
        return enclave.credential().credential().device();
    }

    /**
     * Signs and sends what {@code member} offers; empty when it could not be handed over.
     *
     * @param eligibility what shows that this device may be seated, where committees are drawn
     */
    Optional<CheckInStatement> checkIn(
            CommitteeMember member, long expiresAtMillis, Optional<Eligibility> eligibility) {
        SignedCredential credential = enclave.credential();
        DeviceId device = credential.credential().device();
        CheckInStatement offer =
                member.checkIn(population, device, credential.credential().digest(), expiresAtMillis);
        byte[] statement = offer.encode();
        CheckIn message = CheckIn.newBuilder()
                .setPopulation(population)
                .setDeviceId(Fields.of(device.bytes()))
                .setStatement(Fields.of(statement))
                .setSignature(Fields.of(enclave.sign(statement)))
                .setCredential(Fields.of(credential.encode()))
                .setEligibility(
                        eligibility.map(Eligibility::encode).map(Fields::of).orElse(null))
                .build();
        leaving(EgressKind.CHECK_IN, population, Optional.empty(), statement);
        return sent("check-in", () -> transport.send(message)) ? Optional.of(offer) : Optional.empty();
    }

    /** Sends the one vote. */
    void vote(Duty.Assignment assignment, SignedVote vote) {
        byte[] statement = vote.statement().encode();
        leaving(EgressKind.VOTE, assignment, statement);
        CohortVote message = CohortVote.newBuilder()
                .setAnnouncementHash(Fields.of(assignment.round().hash().bytes()))
                .setMemberIndex(assignment.memberIndex())
                .setStatement(Fields.of(statement))
                .setSignature(Fields.of(vote.signature()))
                .build();
        sent("vote", () -> transport.send(message));
    }

    /**
     * Sends a refusal to vote, with its reason code.
     *
     * @param detail for this device's own log; not sent
     */
    void refuse(Digest announcement, int memberIndex, String reason, String detail) {
        LOG.info("announcement {}: refused to vote, {} {}", announcement, reason, detail);
        byte[] said = reason.getBytes(StandardCharsets.UTF_8);
        leaving(EgressKind.REFUSAL, population, Optional.of(announcement), said);
        CohortVote message = CohortVote.newBuilder()
                .setAnnouncementHash(Fields.of(announcement.bytes()))
                .setMemberIndex(memberIndex)
                .setRefusal(reason)
                .build();
        sent("refusal", () -> transport.send(message));
    }

    /** Sends the sum of shares; the keys are gone by now. */
    void reply(Duty.Assignment assignment, SignedReply reply) {
        byte[] statement = reply.statement().encode();
        leaving(EgressKind.REPLY, assignment, statement);
        UnmaskReply message = UnmaskReply.newBuilder()
                .setAnnouncementHash(Fields.of(assignment.round().hash().bytes()))
                .setMemberIndex(assignment.memberIndex())
                .setStatement(Fields.of(statement))
                .setSignature(Fields.of(reply.signature()))
                .build();
        sent("reply", () -> transport.send(message));
    }

    private void leaving(EgressKind kind, Duty.Assignment assignment, byte[] said) {
        OpenRound round = assignment.round();
        leaving(kind, round.name(), Optional.of(round.hash()), said);
    }

    private void leaving(EgressKind kind, String round, Optional<Digest> announcement, byte[] said) {
        egress.leaving(new EgressEntry(
                clock.instant(),
                kind,
                round,
                announcement.map(Digest::hex),
                said.length,
                Digest.sha256(said).hex(),
                Optional.empty()));
    }

    private static boolean sent(String what, Sending sending) {
        try {
            sending.send();
            return true;
        } catch (TransportException e) {
            LOG.warn("a {} could not be sent: {}", what, e.getMessage());
            return false;
        }
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws TransportException;
    }
}
