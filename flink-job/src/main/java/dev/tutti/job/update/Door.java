package dev.tutti.job.update;

import dev.tutti.job.config.UpdateShape;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pieces of unfinished uploads, and never more of them than its budget. One upload per device and cohort;
 * they stand in line by when they began. All of it is keyed state of one {@link DoorKey}, so the count is exact after
 * every restore.
 */
final class Door {
    /** Uploads of one device to one cohort that may be refused QUOTA; after that it begins no more there. */
    static final int MAX_PUSHED_OUT = 8;
    /** What state around the bytes costs at most, bytes: charged, so that many small things are bounded too. */
    private static final int UPLOAD_CHARGE = 1024;

    private static final int PIECE_CHARGE = 256;

    private final long budget;
    private final MapState<String, UploadProgress> open;
    private final MapState<String, byte[]> bytes;
    private final MapState<Long, String> line;
    private final MapState<String, PushedOut> pushedOut;
    private final ValueState<DoorLedger> ledger;

    Door(RuntimeContext runtime, long budget) {
        this.budget = budget;
        open = runtime.getMapState(
                new MapStateDescriptor<>("open-uploads", Types.STRING, TypeInformation.of(UploadProgress.class)));
        bytes = runtime.getMapState(
                new MapStateDescriptor<>("piece-bytes", Types.STRING, TypeInformation.of(byte[].class)));
        line = runtime.getMapState(new MapStateDescriptor<>("line", Types.LONG, Types.STRING));
        pushedOut = runtime.getMapState(
                new MapStateDescriptor<>("pushed-out", Types.STRING, TypeInformation.of(PushedOut.class)));
        ledger = runtime.getState(new ValueStateDescriptor<>("ledger", TypeInformation.of(DoorLedger.class)));
    }

    /** What one whole update of this shape costs, bytes. */
    static long costOf(UpdateShape shape) {
        ProtocolParameters planned = shape.plan();
        VectorLayout layout = VectorLayout.of(shape.encoding(), planned.ring());
        long cost = UPLOAD_CHARGE;
        for (int chunk = 0; chunk < layout.chunks(); chunk++) {
            cost += (long) layout.chunkBytes(chunk) + PIECE_CHARGE;
        }
        int blocks = planned.ring().degree() / planned.committee().secretsPerPolynomial();
        return cost + shape.members() * ((long) PieceCheck.shareBytes(blocks, shape.shareSealing()) + PIECE_CHARGE);
    }

    /** The unfinished upload of a device to a cohort, or null. */
    @Nullable
    UploadProgress open(String device, String cohort) throws Exception {
        return open.get(key(device, cohort));
    }

    /** The unfinished upload that began first, or null when there is none. */
    @Nullable
    UploadProgress oldest() throws Exception {
        DoorLedger count = ledger();
        for (; count.first < count.next; count.first++) {
            String key = line.get(count.first);
            if (key != null) {
                ledger.update(count);
                return open.get(key);
            }
        }
        ledger.update(count);
        return null;
    }

    /** Whether an upload was refused QUOTA here. */
    boolean wasPushedOut(UploadEvidence seen) throws Exception {
        PushedOut refused = pushedOut.get(key(seen.device(), seen.cohort()));
        return refused != null && refused.uploads.contains(seen.upload());
    }

    /** Whether the device has had so many uploads to this cohort refused QUOTA that it may begin no other. */
    boolean isShutTo(UploadEvidence piece) throws Exception {
        PushedOut refused = pushedOut.get(key(piece.device(), piece.cohort()));
        return refused != null && refused.uploads.size() >= MAX_PUSHED_OUT;
    }

    /** Whether the piece, and its upload if it is the first of it, fits without anything being pushed out. */
    boolean hasRoomFor(UploadEvidence piece) throws Exception {
        boolean begun = open.contains(key(piece.device(), piece.cohort()));
        return ledger().held + charge(piece) + (begun ? 0 : UPLOAD_CHARGE) <= budget;
    }

    /** Bytes held, charges included. */
    long held() throws Exception {
        return ledger().held;
    }

    /** Keeps a piece. It must be new to its upload, and there must be room. */
    void keep(UploadEvidence piece, long closesAt) throws Exception {
        String key = key(piece.device(), piece.cohort());
        DoorLedger count = ledger();
        UploadProgress progress = open.get(key);
        if (progress == null) {
            progress = new UploadProgress();
            progress.device = piece.device();
            progress.cohort = piece.cohort();
            progress.upload = piece.upload();
            progress.closesAt = closesAt;
            progress.place = count.next++;
            progress.cost = UPLOAD_CHARGE;
            count.held += UPLOAD_CHARGE;
            line.put(progress.place, key);
        }
        progress.pieces(piece.kind())
                .put(piece.index(), new UploadProgress.Piece(Objects.requireNonNull(piece.digest())));
        progress.cost += charge(piece);
        count.held += charge(piece);
        bytes.put(bytesKey(key, piece.kind(), piece.index()), Objects.requireNonNull(piece.bytes()));
        open.put(key, progress);
        ledger.update(count);
    }

    /** The bytes of a kept piece. */
    byte[] bytes(UploadProgress upload, UploadEvidence.Kind kind, int index) throws Exception {
        return Objects.requireNonNull(
                bytes.get(bytesKey(key(upload.device, upload.cohort), kind, index)), "a kept piece has its bytes");
    }

    /** Forgets an upload: its bytes are free from here on. */
    void forget(UploadProgress upload) throws Exception {
        String key = key(upload.device, upload.cohort);
        for (int index : upload.chunks.keySet()) {
            bytes.remove(bytesKey(key, UploadEvidence.Kind.CHUNK, index));
        }
        for (int index : upload.shares.keySet()) {
            bytes.remove(bytesKey(key, UploadEvidence.Kind.SHARE, index));
        }
        line.remove(upload.place);
        open.remove(key);
        DoorLedger count = ledger();
        count.held -= upload.cost;
        ledger.update(count);
    }

    /** Forgets an upload for good: nothing that names it counts any more. */
    void pushOut(UploadProgress upload) throws Exception {
        forget(upload);
        String key = key(upload.device, upload.cohort);
        PushedOut refused = pushedOut.get(key);
        DoorLedger count = ledger();
        if (refused == null) {
            refused = new PushedOut();
            refused.closesAt = upload.closesAt;
            // For all the ids there may ever be of it.
            count.held += UPLOAD_CHARGE;
            ledger.update(count);
        }
        refused.uploads.add(upload.upload);
        pushedOut.put(key, refused);
    }

    /** Forgets whatever belongs to cohorts that closed before now. */
    void sweep(long now) throws Exception {
        Iterator<Map.Entry<String, UploadProgress>> uploads = open.iterator();
        List<UploadProgress> over = new ArrayList<>();
        while (uploads.hasNext()) {
            UploadProgress upload = uploads.next().getValue();
            if (upload.closesAt < now) {
                over.add(upload);
            }
        }
        for (UploadProgress upload : over) {
            forget(upload);
        }
        DoorLedger count = ledger();
        Iterator<Map.Entry<String, PushedOut>> memories = pushedOut.iterator();
        while (memories.hasNext()) {
            if (memories.next().getValue().closesAt < now) {
                memories.remove();
                count.held -= UPLOAD_CHARGE;
            }
        }
        ledger.update(count);
    }

    private DoorLedger ledger() throws Exception {
        return Objects.requireNonNullElseGet(ledger.value(), DoorLedger::new);
    }

    private static long charge(UploadEvidence piece) {
        return (long) Objects.requireNonNull(piece.bytes()).length + PIECE_CHARGE;
    }

    private static String key(String device, String cohort) {
        return device + "/" + cohort;
    }

    private static String bytesKey(String key, UploadEvidence.Kind kind, int index) {
        return key + "/" + kind + "/" + index;
    }
}
