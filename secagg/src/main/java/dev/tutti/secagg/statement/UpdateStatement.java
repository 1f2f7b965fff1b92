package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.codec.UploadId;
import java.util.Arrays;
import java.util.List;

/**
 * The header of a masked update: binds chunks, shares, round, device and configuration under one enclave signature, so
 * that no part can be replayed elsewhere (docs/protocol.md, "Sealing").
 *
 * @param protocolVersion protocol version of the announcement
 * @param announcement annHash
 * @param device who contributes
 * @param upload this masked update
 * @param base the model the update started from
 * @param credentialHash {@link KeyCredential#digest()} of the signing key's credential
 * @param scheme how the statement is signed
 * @param chunkDigests SHA-256 of each chunk, in order
 * @param ciphertextDigest H(c): {@link #ciphertextDigest(List)} of them
 * @param shareRoot Merkle root over the sealed shares by member index
 * @param degreeProof P: {@value #PROOF_POLYNOMIALS} polynomials over F_p, r coefficients each, lowest first
 * @param encoding the encoding the device used
 * @param privacy the noise the device added
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record UpdateStatement(
        int protocolVersion,
        Digest announcement,
        DeviceId device,
        UploadId upload,
        BaseModel base,
        Digest credentialHash,
        SignatureScheme scheme,
        List<Digest> chunkDigests,
        Digest ciphertextDigest,
        Digest shareRoot,
        int[][] degreeProof,
        Encoding encoding,
        PrivacyConfiguration privacy) {

    /** Polynomials in a degree proof; soundness about 2^−98 at m = 64. */
    public static final int PROOF_POLYNOMIALS = 4;

    /** Most chunks an update may have. */
    public static final int MAX_CHUNKS = 1 << 16;

    private static final String LABEL = "tutti/update/v1";

    public UpdateStatement {
        Expect.inRange("protocolVersion", protocolVersion, 1, 255);
        chunkDigests = List.copyOf(chunkDigests);
        Expect.inRange("number of chunks", chunkDigests.size(), 1, MAX_CHUNKS);
        Expect.inRange("number of proof polynomials", degreeProof.length, PROOF_POLYNOMIALS, PROOF_POLYNOMIALS);
        int[][] copy = new int[PROOF_POLYNOMIALS][];
        for (int l = 0; l < PROOF_POLYNOMIALS; l++) {
            Expect.inRange("length of a proof polynomial", degreeProof[l].length, 1, CommitteeParameters.MAX_MEMBERS);
            for (int coefficient : degreeProof[l]) {
                Expect.inRange("coefficient of a proof polynomial", coefficient, 0, Integer.MAX_VALUE - 1);
            }
            copy[l] = degreeProof[l].clone();
        }
        degreeProof = copy;
    }

    /** A copy of P. */
    @Override
    public int[][] degreeProof() {
        return Arrays.stream(degreeProof).map(int[]::clone).toArray(int[][]::new);
    }

    /** H(c) over a masked update's chunk digests. */
    public static Digest ciphertextDigest(List<Digest> chunkDigests) {
        return Digest.sha256(new CanonicalWriter("tutti/ciphertext/v1")
                .list(chunkDigests, (digest, out) -> out.digest(digest))
                .toBytes());
    }

    /** The canonical bytes: what the enclave signs. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL)
                .int8(protocolVersion)
                .digest(announcement)
                .device(device)
                .fixed(upload.bytes());
        base.write(out);
        out.digest(credentialHash)
                .coded(scheme)
                .list(chunkDigests, (digest, to) -> to.digest(digest))
                .digest(ciphertextDigest)
                .digest(shareRoot);
        for (int[] polynomial : degreeProof) {
            out.int8(polynomial.length);
            for (int coefficient : polynomial) {
                out.int32(coefficient);
            }
        }
        encoding.write(out);
        privacy.write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static UpdateStatement decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new UpdateStatement(
                        in.int8(),
                        in.digest(),
                        in.device(),
                        UploadId.of(in.fixed(UploadId.BYTES)),
                        BaseModel.read(in),
                        in.digest(),
                        in.coded(SignatureScheme.values()),
                        in.list(MAX_CHUNKS, CanonicalReader::digest),
                        in.digest(),
                        in.digest(),
                        readProof(in),
                        Encoding.read(in),
                        PrivacyConfiguration.read(in)));
    }

    private static int[][] readProof(CanonicalReader in) {
        int[][] proof = new int[PROOF_POLYNOMIALS][];
        for (int l = 0; l < PROOF_POLYNOMIALS; l++) {
            proof[l] = new int[in.int8()];
            for (int i = 0; i < proof[l].length; i++) {
                proof[l][i] = in.int32();
            }
        }
        return proof;
    }

    /** The header digest: SHA-256 of the canonical bytes. A cohort is a set of (device, header digest). */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UpdateStatement that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "Update[" + upload + " of " + device + " to " + announcement + "]";
    }
}
