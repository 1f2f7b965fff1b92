package dev.tutti.job.testing;

import dev.tutti.job.update.UploadEvidence;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;

/** Records of an upload, each with one thing changed. */
public final class Pieces {
    private Pieces() {}

    public static UploadEvidence inCohort(String cohort, UploadEvidence p) {
        return new UploadEvidence(
                p.kind(),
                cohort,
                p.device(),
                p.upload(),
                p.index(),
                p.slice(),
                p.bytes(),
                p.digest(),
                p.statement(),
                p.signature(),
                p.credential(),
                p.partition(),
                p.offset(),
                p.logTime());
    }

    public static UploadEvidence of(String device, String upload, UploadEvidence p) {
        return new UploadEvidence(
                p.kind(),
                p.cohort(),
                device,
                upload,
                p.index(),
                p.slice(),
                p.bytes(),
                p.digest(),
                p.statement(),
                p.signature(),
                p.credential(),
                p.partition(),
                p.offset(),
                p.logTime());
    }

    public static UploadEvidence at(int index, int slice, UploadEvidence p) {
        return new UploadEvidence(
                p.kind(),
                p.cohort(),
                p.device(),
                p.upload(),
                index,
                slice,
                p.bytes(),
                p.digest(),
                null,
                null,
                null,
                p.partition(),
                p.offset(),
                p.logTime());
    }

    public static UploadEvidence withBytes(byte[] bytes, UploadEvidence p) {
        Digest digest = p.kind() == UploadEvidence.Kind.CHUNK ? Digest.sha256(bytes) : MerkleTree.leafHash(bytes);
        return new UploadEvidence(
                p.kind(),
                p.cohort(),
                p.device(),
                p.upload(),
                p.index(),
                p.slice(),
                bytes,
                digest.bytes(),
                null,
                null,
                null,
                p.partition(),
                p.offset(),
                p.logTime());
    }

    public static UploadEvidence logged(long logTime, UploadEvidence p) {
        return new UploadEvidence(
                p.kind(),
                p.cohort(),
                p.device(),
                p.upload(),
                p.index(),
                p.slice(),
                p.bytes(),
                p.digest(),
                p.statement(),
                p.signature(),
                p.credential(),
                p.partition(),
                p.offset(),
                logTime);
    }

    /** A header with other contents. */
    public static UploadEvidence withHeader(byte[] statement, byte[] signature, byte[] credential, UploadEvidence p) {
        return new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                p.cohort(),
                p.device(),
                p.upload(),
                0,
                0,
                null,
                null,
                statement,
                signature,
                credential,
                p.partition(),
                p.offset(),
                p.logTime());
    }

    /** The header of an update whose device signed another statement in its place. */
    public static UploadEvidence resigned(
            UpdateStatement statement, TestDevice device, MaskedUpdate update, UploadEvidence header) {
        return withHeader(
                statement.encode(),
                device.sign(statement.encode()),
                update.signed().credential().encode(),
                header);
    }
}
