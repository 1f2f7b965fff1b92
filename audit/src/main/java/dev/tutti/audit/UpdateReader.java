package dev.tutti.audit;

import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.params.VectorLayout;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts the updates of one cohort together from the records of the updates topic, in the order of their partitions. A
 * header that holds, with all its pieces before it, is an update; anything else counts for nothing (protocol: "Job, per
 * update").
 *
 * <p>A device that keeps to the protocol writes to one partition. Where records of one upload lie in several, whoever wrote
 * them, what came first is known to the job alone: then its word decides.
 */
final class UpdateReader {
    private final Announcement announcement;
    private final VectorLayout layout;
    private final CredentialTrust trust;
    private final Predicate<Upload> turnedAway;
    private final Map<Upload, Scattered> uploads = new HashMap<>();

    private final List<LoggedUpdate> whole = new ArrayList<>();
    /** Headers that hold, whose pieces were not all before them in their own partition. */
    private final List<Broken> broken = new ArrayList<>();

    /** @param turnedAway uploads that the job says it refused for limits of its own */
    UpdateReader(Announcement announcement, CredentialTrust trust, Predicate<Upload> turnedAway) {
        this.announcement = announcement;
        this.layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        this.trust = trust;
        this.turnedAway = turnedAway;
    }

    /** An upload of a device. Either id alone is for anybody to write. */
    record Upload(ByteBuffer device, ByteBuffer id) {}

    /** A signed header, and where it lies. */
    private record Broken(Upload upload, UpdateStatement statement, long completedAt, LogPlace place) {}

    /** Pieces of an upload by partition. The last of a partition are those since its last broken header. */
    private static final class Scattered {
        final Map<Integer, List<LoggedPieces>> byPartition = new HashMap<>();

        LoggedPieces in(int partition) {
            List<LoggedPieces> all = byPartition.computeIfAbsent(partition, unused -> new ArrayList<>());
            if (all.isEmpty()) {
                all.add(new LoggedPieces());
            }
            return all.get(all.size() - 1);
        }

        /** A signed header that is not whole takes its pieces with it: the device may begin again. */
        void beginAgain(int partition) {
            Objects.requireNonNull(byPartition.get(partition)).add(new LoggedPieces());
        }

        List<LoggedPieces> all() {
            return byPartition.values().stream().flatMap(List::stream).toList();
        }

        boolean isElsewhereThan(int partition) {
            return byPartition.entrySet().stream()
                    .filter(each -> each.getKey() != partition)
                    .flatMap(each -> each.getValue().stream())
                    .anyMatch(pieces -> !pieces.isEmpty());
        }
    }

    void read(UpdateChunk chunk, LogPlace at) {
        upload(chunk.getDeviceId(), chunk.getUploadId())
                .in(at.partition())
                .chunk(chunk.getChunkIndex(), chunk.getSlice(), bytes(chunk.getCiphertext()), layout);
    }

    void read(ShareBlob share, LogPlace at) {
        upload(share.getDeviceId(), share.getUploadId())
                .in(at.partition())
                .share(share.getMemberIndex(), bytes(share.getSealed()), announcement);
    }

    void read(UpdateHeader header, long logTime, LogPlace at) {
        Upload upload = new Upload(header.getDeviceId(), header.getUploadId());
        if (turnedAway.test(upload) || logTime > announcement.window().closesAtMillis()) {
            return;
        }
        Scattered pieces = upload(upload.device(), upload.id());
        signed(header, logTime)
                .ifPresent(statement -> pieces.in(at.partition())
                        .whole(statement, announcement.committee().members())
                        .ifPresentOrElse(chunks -> whole.add(LoggedUpdate.of(statement, chunks, logTime, at)), () -> {
                            broken.add(new Broken(upload, statement, logTime, at));
                            pieces.beginAgain(at.partition());
                        }));
    }

    /** The updates found, of which at most one of each device counts. */
    List<LoggedUpdate> updates() {
        List<LoggedUpdate> found = new ArrayList<>();
        for (LoggedUpdate update : whole) {
            Scattered pieces = upload(
                    ByteBuffer.wrap(update.device().bytes()),
                    ByteBuffer.wrap(update.upload().bytes()));
            found.add(pieces.isElsewhereThan(update.place().partition()) ? update.uncertain() : update);
        }
        for (Broken header : broken) {
            Scattered pieces = upload(header.upload().device(), header.upload().id());
            if (pieces.isElsewhereThan(header.place().partition())) {
                LoggedPieces.chunksOf(pieces.all(), header.statement())
                        .map(chunks ->
                                LoggedUpdate.of(header.statement(), chunks, header.completedAt(), header.place()))
                        .ifPresent(update -> found.add(update.uncertain()));
            }
        }
        return found;
    }

    private Scattered upload(ByteBuffer device, ByteBuffer id) {
        return uploads.computeIfAbsent(new Upload(device, id), unused -> new Scattered());
    }

    /** What a header says, if its device signed it and it is for this cohort. */
    private Optional<UpdateStatement> signed(UpdateHeader header, long logTime) {
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
        return named
                        && UpdateCheck.check(announcement, signed, trust, untilVoted)
                                .isEmpty()
                ? Optional.of(statement)
                : Optional.empty();
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
