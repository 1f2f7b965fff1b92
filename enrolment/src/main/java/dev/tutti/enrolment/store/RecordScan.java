package dev.tutti.enrolment.store;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a record file holds.
 *
 * @param records whole records
 * @param chain the last chain value
 * @param soundBytes length of the label and the whole records
 * @param tornBytes bytes after them: a record that was being written when the power went
 */
record RecordScan(long records, Digest chain, long soundBytes, long tornBytes) {
    static RecordScan of(Path file, byte[] header, int maxBytes, RecordReplay replay) throws IOException {
        long size = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (size < header.length || !Arrays.equals(in.readNBytes(header.length), header)) {
                throw damaged(file, "expected it to begin with its label");
            }
            RecordScan scan = new RecordScan(0, Digest.sha256(header), header.length, 0);
            while (scan.soundBytes < size) {
                RecordScan next = scan.readOne(in, file, size, maxBytes, replay);
                if (next.tornBytes > 0) {
                    return next;
                }
                scan = next;
            }
            return scan;
        }
    }

    private RecordScan readOne(DataInputStream in, Path file, long size, int maxBytes, RecordReplay replay)
            throws IOException {
        long left = size - soundBytes;
        if (left < 2 * Integer.BYTES) {
            return torn(left);
        }
        int length = in.readInt();
        int check = in.readInt();
        if (length == 0 && check == 0 && isZero(in)) {
            // The file system had made room for a record whose bytes never came.
            return torn(left);
        }
        if (check != RecordFile.check(length) || length < 0 || length > maxBytes) {
            throw damaged(file, here() + " has no length that was ever written");
        }
        if (left < length + (long) RecordFile.OVERHEAD_BYTES) {
            return torn(left);
        }
        byte[] payload = in.readNBytes(length);
        Digest next = RecordFile.next(chain, payload);
        if (!Arrays.equals(in.readNBytes(Digest.BYTES), next.bytes())) {
            throw damaged(file, here() + " is not what was written, or does not follow the record before it");
        }
        try {
            replay.record(payload);
        } catch (MalformedMessageException e) {
            throw damaged(file, here() + " makes no sense: " + e.getMessage());
        }
        return new RecordScan(records + 1, next, soundBytes + length + RecordFile.OVERHEAD_BYTES, 0);
    }

    private RecordScan torn(long left) {
        return new RecordScan(records, chain, soundBytes, left);
    }

    private String here() {
        return "record " + records + " at byte " + soundBytes;
    }

    private static boolean isZero(DataInputStream in) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != 0) {
                return false;
            }
        }
        return true;
    }

    private static EnrolmentStoreException damaged(Path file, String what) {
        return new EnrolmentStoreException(
                StoreFault.DAMAGED,
                file + " is damaged: " + what + ". Nothing was changed; put back a copy of the whole folder",
                null);
    }
}
