package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Platform;
import java.util.Optional;

/**
 * One enrolment or renewal, as the log has it. Its canonical bytes are a leaf of the tree.
 *
 * @param device which key
 * @param platform where the key lives
 * @param issuedAtMillis when its credential was issued, milliseconds since the epoch
 * @param evidenceHash SHA-256 of the dossier that it was decided on
 * @param hardware {@link #hardware}, where the evidence names one piece of it: for TPMs only
 */
public record LogEntry(
        DeviceId device, Platform platform, long issuedAtMillis, Digest evidenceHash, Optional<Digest> hardware) {
    /** Longest encoding. */
    static final int MAX_BYTES = 128;

    private static final String LABEL = "tutti/enrolment-entry/v1";
    private static final String HARDWARE_LABEL = "tutti/hardware/v1";

    public LogEntry {
        Expect.inRange("issuedAtMillis", issuedAtMillis, 0, Long.MAX_VALUE);
    }

    /** Of no hardware that the evidence names. */
    public LogEntry(DeviceId device, Platform platform, long issuedAtMillis, Digest evidenceHash) {
        this(device, platform, issuedAtMillis, evidenceHash, Optional.empty());
    }

    /**
     * What stands for a TPM in a population, so that whoever reads the log sees that none was enrolled twice: SHA-256 of
     * the label {@code tutti/hardware/v1}, the population and the endorsement key's hash. Who knows the key can tell.
     *
     * @param endorsementKey SHA-256 of its SubjectPublicKeyInfo
     */
    public static Digest hardware(String population, Digest endorsementKey) {
        return Digest.sha256(new CanonicalWriter(HARDWARE_LABEL)
                .text(population)
                .digest(endorsementKey)
                .toBytes());
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
        out.device(device)
                .coded(platform)
                .int64(issuedAtMillis)
                .digest(evidenceHash)
                .flag(hardware.isPresent());
        hardware.ifPresent(out::digest);
    }

    /** Reads the fields from a larger statement. */
    public static LogEntry read(CanonicalReader in) {
        return new LogEntry(
                in.device(),
                in.coded(Platform.values()),
                in.int64(),
                in.digest(),
                in.flag() ? Optional.of(in.digest()) : Optional.empty());
    }
}
