package dev.tutti.device.kafka;

import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;

/** Keeps what it is given. */
final class RecordingInbox implements DeviceInbox {
    final List<SpecificRecord> received = new CopyOnWriteArrayList<>();

    @Override
    public void announced(RoundAnnouncement announcement) {
        received.add(announcement);
    }

    @Override
    public void modelPublished(ModelPublished model) {
        received.add(model);
    }

    @Override
    public void outcome(RoundOutcome outcome) {
        received.add(outcome);
    }

    @Override
    public void receipt(Receipt receipt) {
        received.add(receipt);
    }

    @Override
    public void voteRequested(VoteRequest request) {
        received.add(request);
    }

    @Override
    public void unmaskRequested(UnmaskRequest request) {
        received.add(request);
    }
}
