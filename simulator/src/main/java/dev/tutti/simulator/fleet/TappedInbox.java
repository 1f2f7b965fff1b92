package dev.tutti.simulator.fleet;

import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import java.util.function.Consumer;

/** Passes every delivery on, and tells of announcements once the device has them. */
final class TappedInbox implements DeviceInbox {
    private final DeviceInbox inbox;
    private final Consumer<RoundAnnouncement> onAnnouncement;

    TappedInbox(DeviceInbox inbox, Consumer<RoundAnnouncement> onAnnouncement) {
        this.inbox = inbox;
        this.onAnnouncement = onAnnouncement;
    }

    @Override
    public void announced(RoundAnnouncement announcement) {
        inbox.announced(announcement);
        onAnnouncement.accept(announcement);
    }

    @Override
    public void modelPublished(ModelPublished model) {
        inbox.modelPublished(model);
    }

    @Override
    public void outcome(RoundOutcome outcome) {
        inbox.outcome(outcome);
    }

    @Override
    public void receipt(Receipt receipt) {
        inbox.receipt(receipt);
    }

    @Override
    public void voteRequested(VoteRequest request) {
        inbox.voteRequested(request);
    }

    @Override
    public void unmaskRequested(UnmaskRequest request) {
        inbox.unmaskRequested(request);
    }
}
