package dev.tutti.device.kafka;

import dev.tutti.schemas.round.RoundAnnouncement;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The newest announcements not known to be over, for devices that join later: all sub-cohorts of a round, because each
 * device draws its own and tells nobody. Bounded in number and in bytes; the oldest are forgotten.
 *
 * <p>Not safe for use by several threads.
 */
final class OpenAnnouncements {
    /** Four rounds of the most sub-cohorts. */
    static final int MAX_ANNOUNCEMENTS = 4096;

    /** A round of 1,024 sub-cohorts with 32 X-Wing keys each fits. */
    static final long MAX_BYTES = 64 << 20;

    private final Map<ByteBuffer, RoundAnnouncement> byHash = new LinkedHashMap<>();
    private long bytes;

    /** Remembers an announcement as the newest. */
    void add(RoundAnnouncement announcement) {
        ByteBuffer hash = announcement.getAnnouncementHash();
        remove(hash);
        byHash.put(hash, announcement);
        bytes += size(announcement);
        Iterator<RoundAnnouncement> oldest = byHash.values().iterator();
        while (byHash.size() > MAX_ANNOUNCEMENTS || bytes > MAX_BYTES) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    /** Forgets an announcement. */
    void remove(ByteBuffer hash) {
        RoundAnnouncement known = byHash.remove(hash);
        if (known != null) {
            bytes -= size(known);
        }
    }

    /** Oldest first. */
    void forEach(Consumer<RoundAnnouncement> reader) {
        byHash.values().forEach(reader);
    }

    /** How many are remembered. */
    int count() {
        return byHash.size();
    }

    private static long size(RoundAnnouncement announcement) {
        return announcement.getAnnouncement().remaining();
    }
}
