package dev.tutti.job.update;

import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ShareSealing;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds one chunk or share against what its announcement says an update looks like: no place for it, or not of its size,
 * and its bytes are never kept (protocol: "Job, per update"). Stateless.
 */
final class PieceCheck {
    private PieceCheck() {}

    /** Why a piece is not kept. */
    record Fault(RejectReason reason, String detail) {}

    /**
     * Checks a piece.
     *
     * @param kept the piece already kept in its place, or null
     */
    static Optional<Fault> check(UploadEvidence piece, Announcement announcement, UploadProgress.@Nullable Piece kept) {
        Optional<Fault> fault = piece.kind() == UploadEvidence.Kind.CHUNK
                ? chunk(piece, VectorLayout.of(announcement.encoding(), announcement.ring()))
                : share(piece, announcement);
        if (fault.isPresent() || kept == null || Arrays.equals(kept.digest, piece.digest())) {
            return fault;
        }
        return Optional.of(new Fault(mismatch(piece), "other bytes for " + name(piece) + " came before"));
    }

    private static Optional<Fault> chunk(UploadEvidence piece, VectorLayout layout) {
        if (piece.index() < 0 || piece.index() >= layout.chunks()) {
            return Optional.of(new Fault(
                    RejectReason.CHUNK_MISMATCH,
                    "expected chunk 0 … " + (layout.chunks() - 1) + ", was " + name(piece)));
        }
        if (piece.slice() != layout.sliceOfChunk(piece.index())) {
            return Optional.of(new Fault(
                    RejectReason.CHUNK_MISMATCH,
                    "expected slice " + layout.sliceOfChunk(piece.index()) + " of " + name(piece) + ", was "
                            + piece.slice()));
        }
        return size(piece, layout.chunkBytes(piece.index()));
    }

    private static Optional<Fault> share(UploadEvidence piece, Announcement announcement) {
        int members = announcement.committee().members();
        if (piece.index() < 1 || piece.index() > members) {
            return Optional.of(
                    new Fault(RejectReason.SHARE_MISMATCH, "expected member 1 … " + members + ", was " + name(piece)));
        }
        return size(piece, shareBytes(announcement.blocks(), announcement.sealing()));
    }

    /** Bytes of a sealed share of a secret of that many blocks. */
    static int shareBytes(int blocks, ShareSealing sealing) {
        return ShareBytes.length(blocks) + sealing.overheadBytes();
    }

    private static Optional<Fault> size(UploadEvidence piece, int expected) {
        int size = Objects.requireNonNull(piece.bytes()).length;
        return size == expected
                ? Optional.empty()
                : Optional.of(new Fault(
                        RejectReason.WRONG_SIZE, name(piece) + ": expected " + expected + " bytes, was " + size));
    }

    private static RejectReason mismatch(UploadEvidence piece) {
        return piece.kind() == UploadEvidence.Kind.CHUNK ? RejectReason.CHUNK_MISMATCH : RejectReason.SHARE_MISMATCH;
    }

    private static String name(UploadEvidence piece) {
        return (piece.kind() == UploadEvidence.Kind.CHUNK ? "chunk " : "the share of member ") + piece.index();
    }
}
