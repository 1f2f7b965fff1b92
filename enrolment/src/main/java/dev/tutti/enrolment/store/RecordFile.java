package dev.tutti.enrolment.store;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records: what {@link #append} returned from is read back after any power cut, in order. The file
 * is its label, then records of length (4 bytes), CRC-32C of the length (4), payload, and the chain value (32):
 * H(previous chain value ‖ length ‖ payload), the first one's predecessor being H(label). A record that the file's end
 * cuts short was never returned from: it is cut off, and {@link #cutBytes} says so. Anything else that is not as it was
 * written makes {@link #open} refuse, and changes nothing.
 *
 * <p>What it cannot see is a file put back to an older state of itself. Safe for one thread at a time.
 */
public final class RecordFile implements Closeable {
    /** What a record takes beside its payload. */
    static final int OVERHEAD_BYTES = 2 * Integer.BYTES + Digest.BYTES;

    private final Disk disk;
    private final Path file;
    private final String label;
    private final int maxBytes;
    private final long cutBytes;
    private Disk.@Nullable Appender out;
    private Digest chain;
    private long records;

    private RecordFile(Disk disk, Path file, String label, int maxBytes, RecordScan scan) throws IOException {
        this.disk = disk;
        this.file = file;
        this.label = label;
        this.maxBytes = maxBytes;
        chain = scan.chain();
        records = scan.records();
        cutBytes = scan.tornBytes();
        out = disk.append(file);
    }

    /**
     * Opens the file, or makes an empty one.
     *
     * @param label kind and version of its records
     * @param maxBytes longest payload
     * @param replay is given every payload in order
     * @throws EnrolmentStoreException if it is damaged, of another label, or cannot be read
     */
    public static RecordFile open(Disk disk, Path file, String label, int maxBytes, RecordReplay replay) {
        try {
            if (!Files.exists(file)) {
                WholeFile.write(disk, file, List.of(header(label)));
            }
            RecordScan scan = RecordScan.of(file, header(label), maxBytes, replay);
            if (scan.tornBytes() > 0) {
                disk.truncate(file, scan.soundBytes());
            }
            return new RecordFile(disk, file, label, maxBytes, scan);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Adds a record. It is durable once this returns.
     *
     * @throws EnrolmentStoreException if it may not be; then nothing can be added until the file is opened again
     */
    public void append(byte[] payload) {
        Expect.inRange("length of a record", payload.length, 0, maxBytes);
        Disk.Appender target = out;
        if (target == null) {
            throw new IllegalStateException(
                    "expected " + file.getFileName() + " open, but a write failed or it was closed");
        }
        // Until it is known to be on the disk, nothing may follow: it would follow half a record.
        out = null;
        Digest next = next(chain, payload);
        try {
            target.write(record(payload, next));
            target.force();
        } catch (IOException e) {
            throw unusable(file, e);
        }
        out = target;
        chain = next;
        records++;
    }

    /** Replaces all records by these, in one step: after a power cut the file has the old ones or the new. */
    public void replace(List<byte[]> payloads) {
        Disk.Appender old = out;
        if (old == null) {
            throw new IllegalStateException(
                    "expected " + file.getFileName() + " open, but a write failed or it was closed");
        }
        out = null;
        List<byte[]> content = new ArrayList<>();
        content.add(header(label));
        Digest last = Digest.sha256(header(label));
        for (byte[] payload : payloads) {
            last = next(last, payload);
            content.add(record(payload, last));
        }
        try {
            WholeFile.write(disk, file, content);
            old.close();
            out = disk.append(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
        chain = last;
        records = payloads.size();
    }

    /** How many records it has. */
    public long records() {
        return records;
    }

    /** The last chain value: it stands for every record before it. */
    public Digest chain() {
        return chain;
    }

    /** Length of the torn record that was cut off when this file was opened; 0 if there was none. */
    public long cutBytes() {
        return cutBytes;
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            out = null;
        }
    }

    static byte[] header(String label) {
        return new CanonicalWriter(label).toBytes();
    }

    static Digest next(Digest chain, byte[] payload) {
        return Digest.sha256(chain.bytes(), length(payload.length), payload);
    }

    static int check(int length) {
        CRC32C crc = new CRC32C();
        crc.update(length(length));
        return (int) crc.getValue();
    }

    private static byte[] record(byte[] payload, Digest chain) {
        return ByteBuffer.allocate(payload.length + OVERHEAD_BYTES)
                .putInt(payload.length)
                .putInt(check(payload.length))
                .put(payload)
                .put(chain.bytes())
                .array();
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    private static EnrolmentStoreException unusable(Path file, IOException e) {
        return new EnrolmentStoreException(
                StoreFault.UNUSABLE, file + " cannot be read or written: " + e.getMessage(), e);
    }
}
