package dev.tutti.audit;

import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.UpdateCheck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the updates of one cohort together from the records of the updates topic, in the order of their partitions. The
 * first header of a device that holds, with all its pieces before it, is its update; anything else counts for nothing
 * (protocol: "Job, per update").
 */
final class UpdateReader {
    private final Announcement announcement;
    private final VectorLayout layout;
    private final CredentialTrust trust;
    private final Map<ByteBuffer, Pieces> uploads = new HashMap<>();
    private final Map<ByteBuffer, LoggedUpdate> byDevice = new LinkedHashMap<>();

    UpdateReader(Announcement announcement, CredentialTrust trust) {
        this.announcement = announcement;
        this.layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        this.trust = trust;
    }

    /** What has come of one upload; for each place what came last, as the job has it. */
    private static final class Pieces {
        final SortedMap<Integer, byte[]> chunks = new TreeMap<>();
        final Map<Integer, Integer> slices = new HashMap<>();
        final SortedMap<Integer, byte[]> shares = new TreeMap<>();
    }

    void read(UpdateChunk chunk) {
        Pieces pieces = pieces(chunk.getDeviceId(), chunk.getUploadId());
        pieces.chunks.put(chunk.getChunkIndex(), bytes(chunk.getCiphertext()));
        pieces.slices.put(chunk.getChunkIndex(), chunk.getSlice());
    }

    void read(ShareBlob share) {
        pieces(share.getDeviceId(), share.getUploadId()).shares.put(share.getMemberIndex(), bytes(share.getSealed()));
    }

    void read(UpdateHeader header, long logTime) {
        ByteBuffer device = header.getDeviceId();
        if (!byDevice.containsKey(device)) {
            checked(header, logTime).ifPresent(update -> byDevice.put(device, update));
        }
    }

    /** The updates found, one per device. */
    List<LoggedUpdate> updates() {
        return List.copyOf(byDevice.values());
    }

    private Pieces pieces(ByteBuffer device, ByteBuffer upload) {
        ByteBuffer key = ByteBuffer.allocate(device.remaining() + upload.remaining());
        key.put(device.duplicate()).put(upload.duplicate()).flip();
        return uploads.computeIfAbsent(key, unused -> new Pieces());
    }

    private Optional<LoggedUpdate> checked(UpdateHeader header, long logTime) {
        SignedUpdate signed;
        try {
            signed = new SignedUpdate(
                    UpdateStatement.decode(bytes(header.getStatement())),
                    bytes(header.getSignature()),
                    SignedCredential.decode(bytes(header.getCredential())));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
        UpdateStatement statement = signed.statement();
        Window window = announcement.window();
        long untilVoted = Math.max(logTime, window.closesAtMillis()) + window.voteLimitMillis();
        boolean named = ByteBuffer.wrap(statement.device().bytes()).equals(header.getDeviceId())
                && ByteBuffer.wrap(statement.upload().bytes()).equals(header.getUploadId());
        if (!named || UpdateCheck.check(announcement, signed, trust, untilVoted).isPresent()) {
            return Optional.empty();
        }
        Pieces pieces = pieces(header.getDeviceId(), header.getUploadId());
        return holdsChunks(pieces, statement) && holdsShares(pieces, statement)
                ? Optional.of(LoggedUpdate.of(statement, List.copyOf(pieces.chunks.values()), logTime))
                : Optional.empty();
    }

    private boolean holdsChunks(Pieces pieces, UpdateStatement statement) {
        for (int c = 0; c < layout.chunks(); c++) {
            byte[] chunk = pieces.chunks.get(c);
            if (chunk == null
                    || chunk.length != layout.chunkBytes(c)
                    || pieces.slices.getOrDefault(c, -1) != layout.sliceOfChunk(c)
                    || !Digest.sha256(chunk).equals(statement.chunkDigests().get(c))) {
                return false;
            }
        }
        return pieces.chunks.size() == layout.chunks();
    }

    private boolean holdsShares(Pieces pieces, UpdateStatement statement) {
        int members = announcement.committee().members();
        int size = ShareBytes.length(announcement.blocks())
                + announcement.sealing().overheadBytes();
        List<byte[]> inOrder = new ArrayList<>();
        for (int m = 1; m <= members; m++) {
            byte[] share = pieces.shares.get(m);
            if (share == null || share.length != size) {
                return false;
            }
            inOrder.add(share);
        }
        return pieces.shares.size() == members && MerkleTree.of(inOrder).root().equals(statement.shareRoot());
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
