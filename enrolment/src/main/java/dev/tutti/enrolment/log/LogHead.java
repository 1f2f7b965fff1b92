package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;

/**
 * What the log was at a time. Whoever replays the log can count its devices again; nobody can from the root alone.
 *
 * @param size entries, renewals among them
 * @param devices distinct devices among the entries: the P of sortition
 * @param root root of the tree over the entries; SHA-256 of nothing when there are none
 * @param atMillis when, milliseconds since the epoch, by the service's clock
 */
public record LogHead(int size, int devices, Digest root, long atMillis) {
    private static final String LABEL = "tutti/enrolment-head/v1";

    public LogHead {
        Expect.inRange("size", size, 0, Integer.MAX_VALUE);
        Expect.inRange("devices", devices, Math.min(1, size), size);
        Expect.inRange("atMillis", atMillis, 0, Long.MAX_VALUE);
    }

    /** The canonical bytes: what is signed. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static LogHead decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, LogHead::read);
    }

    void write(CanonicalWriter out) {
        out.int32(size).int32(devices).digest(root).int64(atMillis);
    }

    static LogHead read(CanonicalReader in) {
        return new LogHead(in.int32(), in.int32(), in.digest(), in.int64());
    }
}
