package dev.tutti.device.transport;

import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;

/**
 * Where a transport delivers what is meant for one device, in the order in which it was said. Messages may come more
 * than once and none is trusted before it is checked.
 *
 * <p>Every method returns at once and may be called from any one thread at a time. No record is changed after delivery.
 */
public interface DeviceInbox {
    /** A round opens, for whichever population. */
    void announced(RoundAnnouncement announcement);

    /** A model version was published, for whichever population. */
    void modelPublished(ModelPublished model);

    /** A round reached a point: sealed, completed or burned. */
    void outcome(RoundOutcome outcome);

    /** What became of an update of this device. */
    void receipt(Receipt receipt);

    /** One part of a request to this device, as a decryptor, to vote. */
    void voteRequested(VoteRequest request);

    /** A quorum certificate for this device, as a decryptor that voted. */
    void unmaskRequested(UnmaskRequest request);
}
