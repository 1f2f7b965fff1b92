package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A member's answer to the certificate: the sum of its shares over the whole sealed cohort.
 *
 * @param announcement annHash
 * @param cohortRoot the root it voted for
 * @param memberIndex its seat, 1-based
 * @param sums one element of F_p per block, p = 2^31−1
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record ReplyStatement(Digest announcement, Digest cohortRoot, int memberIndex, int[] sums) {
    /** Most blocks a secret may be packed into. */
    public static final int MAX_BLOCKS = 4096;

    private static final String LABEL = "tutti/reply/v1";
    private static final String SIGNED_LABEL = "tutti/reply-digest/v1";

    public ReplyStatement {
        Expect.inRange("memberIndex", memberIndex, 1, CommitteeParameters.MAX_MEMBERS);
        Expect.inRange("number of sums", sums.length, 1, MAX_BLOCKS);
        sums = sums.clone();
        for (int sum : sums) {
            Expect.inRange("a sum", sum, 0, Integer.MAX_VALUE - 1);
        }
    }

    /** A copy of the sums. */
    @Override
    public int[] sums() {
        return sums.clone();
    }

    /** SHA-256 over the sums, four bytes big-endian each: what receipts carry in place of the sums. */
    public Digest sumsDigest() {
        ByteBuffer bytes = ByteBuffer.allocate(sums.length * Integer.BYTES);
        bytes.asIntBuffer().put(sums);
        return Digest.sha256(bytes.array());
    }

    /** What the member's voting key signs: announcement, root, member and {@link #sumsDigest()}. */
    public byte[] signedBytes() {
        return signedBytes(announcement, cohortRoot, memberIndex, sumsDigest());
    }

    static byte[] signedBytes(Digest announcement, Digest cohortRoot, int memberIndex, Digest sumsDigest) {
        return new CanonicalWriter(SIGNED_LABEL)
                .digest(announcement)
                .digest(cohortRoot)
                .int8(memberIndex)
                .digest(sumsDigest)
                .toBytes();
    }

    /** The canonical bytes, sums included. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL)
                .digest(announcement)
                .digest(cohortRoot)
                .int8(memberIndex)
                .int32(sums.length);
        for (int sum : sums) {
            out.int32(sum);
        }
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static ReplyStatement decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes, LABEL, in -> new ReplyStatement(in.digest(), in.digest(), in.int8(), readSums(in)));
    }

    private static int[] readSums(CanonicalReader in) {
        int[] sums = new int[Expect.inRange("number of sums", in.int32(), 1, MAX_BLOCKS)];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = in.int32();
        }
        return sums;
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplyStatement that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names the reply without its sums. */
    @Override
    public String toString() {
        return "Reply[member " + memberIndex + " for " + cohortRoot + "]";
    }
}
