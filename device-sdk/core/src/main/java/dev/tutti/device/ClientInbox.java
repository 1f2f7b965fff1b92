package dev.tutti.device;

import dev.tutti.device.committee.CommitteeRole;
import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.AnnouncementReader;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.Noticeboard;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.update.Receipts;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the transport delivers, one message after another, to those who act on it. */
final class ClientInbox implements DeviceInbox {
    private static final Logger LOG = LoggerFactory.getLogger(ClientInbox.class);

    /**
     * Most bytes of vote requests that wait to be looked at, and of announcements; a flood of either is dropped, not kept.
     * A round of 1,024 sub-cohorts with 32 X-Wing keys each fits.
     */
    static final long MAX_WAITING_BYTES = 64 << 20;

    private static final int EMPTY_BYTES = 512;

    private final ByteBuffer address;
    private final String population;
    private final OperatorVerifier operator;
    private final AnnouncementReader reader;
    private final Noticeboard board;
    private final Receipts receipts;
    private final Optional<CommitteeRole> committee;
    private final SerialExecutor serial;
    private final Clock clock;
    private final WaitingBytes votes = new WaitingBytes(MAX_WAITING_BYTES);
    private final WaitingBytes announcements = new WaitingBytes(MAX_WAITING_BYTES);
    /** Set and cancelled on the serial executor only. */
    private CompletableFuture<Void> alarm = new CompletableFuture<>();

    ClientInbox(
            DeviceId device,
            String population,
            OperatorVerifier operator,
            Noticeboard board,
            Receipts receipts,
            Optional<CommitteeRole> committee,
            SerialExecutor serial,
            Clock clock) {
        this.address = Fields.of(device.bytes());
        this.population = population;
        this.operator = operator;
        this.reader = new AnnouncementReader(operator);
        this.board = board;
        this.receipts = receipts;
        this.committee = committee;
        this.serial = serial;
        this.clock = clock;
    }

    @Override
    public void announced(RoundAnnouncement announcement) {
        ByteBuffer proof = announcement.getCommitteeProof();
        long bytes = EMPTY_BYTES + announcement.getAnnouncement().remaining() + (proof == null ? 0 : proof.remaining());
        if (!announcements.fit(bytes)) {
            LOG.warn("an announcement dropped: too many wait");
            return;
        }
        serial.execute(() -> {
            announcements.lookedAt(bytes);
            AnnouncementReader.Reading reading = reader.read(announcement);
            if (reading instanceof AnnouncementReader.Signed signed) {
                announced(signed.round(), signed.subCohorts());
            } else if (reading instanceof AnnouncementReader.Refused refused) {
                dropped(refused.refusal());
            }
        });
    }

    private static void dropped(JoinRefusal refusal) {
        LOG.warn("announcement dropped: {}", refusal);
    }

    private void announced(OpenRound round, int subCohorts) {
        if (!round.terms().round().population().equals(population)) {
            return;
        }
        // A seat is signed for; the number beside it is not, and must not cost a round its committee.
        committee.ifPresent(role -> role.announced(round));
        Optional<JoinRefusal> disagrees = board.announce(round, subCohorts);
        if (disagrees.isPresent()) {
            dropped(disagrees.get());
            return;
        }
        awaitNextOpening();
    }

    /** Whoever waits for a round looks again once one opens. One alarm, however many rounds are announced early. */
    private void awaitNextOpening() {
        alarm.cancel(false);
        long now = clock.millis();
        board.nextOpening(now).ifPresent(opens -> alarm = serial.after(Duration.ofMillis(opens - now), this::opened));
    }

    private void opened() {
        board.lookAgain();
        awaitNextOpening();
    }

    @Override
    public void modelPublished(ModelPublished model) {
        serial.execute(() -> {
            Optional<SignedModel> signed = SignedModel.read(model, operator);
            if (signed.isEmpty()) {
                LOG.warn("model dropped: not a manifest that the operator signed");
            }
            signed.filter(known -> known.manifest().population().equals(population))
                    .ifPresent(board::publish);
        });
    }

    @Override
    public void outcome(RoundOutcome outcome) {
        serial.execute(() -> Fields.digest(outcome.getAnnouncementHash()).ifPresent(announcement -> {
            board.takeDown(announcement);
            RoundStatus status = outcome.getStatus();
            if (status == RoundStatus.BURNED) {
                receipts.burned(announcement, outcome.getReason());
            }
            if (status == RoundStatus.BURNED || status == RoundStatus.COMPLETED) {
                committee.ifPresent(role -> role.over(announcement));
            }
        }));
    }

    @Override
    public void receipt(Receipt receipt) {
        serial.execute(() -> receipts.receive(receipt));
    }

    @Override
    public void voteRequested(VoteRequest request) {
        if (!request.getDeviceId().equals(address) || committee.isEmpty()) {
            return;
        }
        long bytes = CommitteeRole.size(request);
        if (!votes.fit(bytes)) {
            LOG.warn("a part of a vote request dropped: too many wait");
            return;
        }
        serial.execute(() -> {
            votes.lookedAt(bytes);
            committee.get().voteRequested(request);
        });
    }

    /** Bytes of vote requests and announcements that have come and were not looked at yet. */
    long waitingBytes() {
        return votes.count() + announcements.count();
    }

    @Override
    public void unmaskRequested(UnmaskRequest request) {
        if (request.getDeviceId().equals(address)) {
            committee.ifPresent(role -> serial.execute(() -> role.unmaskRequested(request)));
        }
    }
}
