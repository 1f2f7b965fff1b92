package dev.tutti.device.kafka;

import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes every record read to the devices it is for, and remembers what a device that joins later must hear: the newest
 * model of each task, the announcements not known to be over, and its own last receipt. Until it is live it only
 * remembers, so that a log read from its beginning does not bury anyone in history.
 *
 * <p>Safe for use by several threads; a device that joins sees each record once, in order.
 */
final class Switchboard {
    /** Ends of four rounds of the most sub-cohorts. */
    private static final int MAX_OVER = 4096;

    private static final int MAX_TASKS = 64;
    private static final int MAX_RECEIPTS = 1 << 16;

    private final Map<ByteBuffer, DeviceInbox> inboxes = new HashMap<>();
    private final Map<String, ModelPublished> models = new Newest<>(MAX_TASKS);
    private final OpenAnnouncements announcements = new OpenAnnouncements();
    private final Map<ByteBuffer, RoundOutcome> over = new Newest<>(MAX_OVER);
    private final Map<ByteBuffer, Receipt> receipts = new Newest<>(MAX_RECEIPTS);
    private boolean live;

    /** Connects a device; what it missed is delivered first. */
    synchronized void join(ByteBuffer device, DeviceInbox inbox) {
        if (inboxes.putIfAbsent(device, inbox) != null) {
            throw new IllegalStateException("expected one endpoint per device, but this one is open already");
        }
        if (live) {
            catchUp(device, inbox);
        }
    }

    /** Disconnects a device; nothing is delivered once this returns. */
    synchronized void leave(ByteBuffer device, DeviceInbox inbox) {
        inboxes.remove(device, inbox);
    }

    /** From now on records are delivered as they come; whoever joined before hears what was remembered. */
    synchronized void goLive() {
        if (!live) {
            live = true;
            inboxes.forEach(this::catchUp);
        }
    }

    /** Takes in one record. Types that are not for devices are dropped. */
    synchronized void dispatch(SpecificRecord record) {
        if (record instanceof ModelPublished model) {
            models.put(model.getPopulation() + "\n" + model.getTask(), model);
            toAll(inbox -> inbox.modelPublished(model));
        } else if (record instanceof RoundAnnouncement announcement) {
            if (!over.containsKey(announcement.getAnnouncementHash())) {
                announcements.add(announcement);
            }
            toAll(inbox -> inbox.announced(announcement));
        } else if (record instanceof RoundOutcome outcome) {
            // Topics are read side by side: a round's end may come before its announcement.
            over.put(outcome.getAnnouncementHash(), outcome);
            announcements.remove(outcome.getAnnouncementHash());
            toAll(inbox -> inbox.outcome(outcome));
        } else if (record instanceof Receipt receipt) {
            receipts.put(receipt.getDeviceId(), receipt);
            toOne(receipt.getDeviceId(), inbox -> inbox.receipt(receipt));
        } else if (record instanceof VoteRequest request) {
            toOne(request.getDeviceId(), inbox -> inbox.voteRequested(request));
        } else if (record instanceof UnmaskRequest request) {
            toOne(request.getDeviceId(), inbox -> inbox.unmaskRequested(request));
        }
    }

    private void catchUp(ByteBuffer device, DeviceInbox inbox) {
        models.values().forEach(inbox::modelPublished);
        announcements.forEach(inbox::announced);
        Optional.ofNullable(receipts.get(device)).ifPresent(inbox::receipt);
    }

    private void toAll(Consumer<DeviceInbox> message) {
        if (live) {
            inboxes.values().forEach(message);
        }
    }

    private void toOne(ByteBuffer device, Consumer<DeviceInbox> message) {
        if (live) {
            Optional.ofNullable(inboxes.get(device)).ifPresent(message);
        }
    }

    /** Keeps the newest so many entries; putting one again makes it the newest. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Newest(int most) {
            this.most = most;
        }

        @Override
        public @Nullable V put(K key, V value) {
            V before = remove(key);
            super.put(key, value);
            return before;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }
}
