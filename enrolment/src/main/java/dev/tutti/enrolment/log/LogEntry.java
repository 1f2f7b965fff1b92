package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Platform;

/**
 * One enrolment or renewal, as the log has it. Its canonical bytes are a leaf of the tree.
 *
 * @param device which key
 * @param platform where the key lives
 * @param issuedAtMillis when its credential was issued, milliseconds since the epoch
 * @param evidenceHash SHA-256 of the dossier that it was decided on
 */
public record LogEntry(DeviceId device, Platform platform, long issuedAtMillis, Digest evidenceHash) {
    /** Longest encoding. */
    static final int MAX_BYTES = 128;

    private static final String LABEL = "tutti/enrolment-entry/v1";

    public LogEntry {
        Expect.inRange("issuedAtMillis", issuedAtMillis, 0, Long.MAX_VALUE);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static LogEntry decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, LogEntry::read);
    }

    /** Writes the fields into a larger statement. */
    public void write(CanonicalWriter out) {
        out.device(device).coded(platform).int64(issuedAtMillis).digest(evidenceHash);
    }

    /** Reads the fields from a larger statement. */
    public static LogEntry read(CanonicalReader in) {
        return new LogEntry(in.device(), in.coded(Platform.values()), in.int64(), in.digest());
    }
}
