package dev.tutti.job.testing;

import dev.tutti.job.update.UploadEvidence;
import dev.tutti.job.update.VerifiedUpdate;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;

/** Masked updates as the job's operators see them. */
public final class TestUpdates {
    private TestUpdates() {}

    /** What the verifier says of it. */
    public static VerifiedUpdate verified(MaskedUpdate update, long completedAt) {
        UpdateStatement statement = update.signed().statement();
        byte[] leaves = new byte[update.sealedShares().size() * Digest.BYTES];
        for (int i = 0; i < update.sealedShares().size(); i++) {
            byte[] leaf = MerkleTree.leafHash(update.sealedShares().get(i)).bytes();
            System.arraycopy(leaf, 0, leaves, i * Digest.BYTES, Digest.BYTES);
        }
        return new VerifiedUpdate(
                statement.announcement().hex(),
                statement.device().hex(),
                statement.upload().hex(),
                statement.base().version(),
                statement.encode(),
                update.signed().signature(),
                update.signed().credential().encode(),
                leaves,
                completedAt);
    }

    /** What the router tells the verifier of it: chunks, shares, header last. */
    public static List<UploadEvidence> evidence(MaskedUpdate update, VectorLayout layout, long logTime) {
        UpdateStatement statement = update.signed().statement();
        List<UploadEvidence> evidence = new ArrayList<>();
        for (int c = 0; c < update.chunks().size(); c++) {
            byte[] bytes = update.chunks().get(c);
            evidence.add(piece(
                    UploadEvidence.Kind.CHUNK,
                    statement,
                    c,
                    layout.sliceOfChunk(c),
                    bytes,
                    Digest.sha256(bytes),
                    logTime));
        }
        for (int m = 1; m <= update.sealedShares().size(); m++) {
            byte[] bytes = update.sealedShares().get(m - 1);
            evidence.add(piece(UploadEvidence.Kind.SHARE, statement, m, 0, bytes, MerkleTree.leafHash(bytes), logTime));
        }
        evidence.add(header(update, logTime));
        return evidence;
    }

    /** The header alone. */
    public static UploadEvidence header(MaskedUpdate update, long logTime) {
        UpdateStatement statement = update.signed().statement();
        return new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                statement.announcement().hex(),
                statement.device().hex(),
                statement.upload().hex(),
                0,
                0,
                null,
                null,
                statement.encode(),
                update.signed().signature(),
                update.signed().credential().encode(),
                0,
                0,
                logTime);
    }

    private static UploadEvidence piece(
            UploadEvidence.Kind kind,
            UpdateStatement statement,
            int index,
            int slice,
            byte[] bytes,
            Digest digest,
            long logTime) {
        return new UploadEvidence(
                kind,
                statement.announcement().hex(),
                statement.device().hex(),
                statement.upload().hex(),
                index,
                slice,
                bytes,
                digest.bytes(),
                null,
                null,
                null,
                0,
                0,
                logTime);
    }
}
