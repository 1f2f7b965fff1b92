package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * A reply as the member sent it.
 *
 * @param statement what the member says
 * @param signature Ed25519 over {@link ReplyStatement#signedBytes()} by the seat's voting key, 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SignedReply(ReplyStatement statement, byte[] signature) {
    private static final String LABEL = "tutti/signed-reply/v1";

    public SignedReply {
        signature = Expect.copyOfLength("signature", signature, VotingSignature.BYTES);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /**
     * Whether this is a reply for that announcement and root, of the size its secret has, signed by the voting key of the
     * seat it names. It says nothing about the sums being right.
     */
    public boolean isValidFor(Announcement announcement, Digest cohortRoot) {
        return statement.announcement().equals(announcement.digest())
                && statement.cohortRoot().equals(cohortRoot)
                && statement.memberIndex() <= announcement.seats().size()
                && statement.sums().length == announcement.blocks()
                && verifyDigest(
                        statement.announcement(),
                        cohortRoot,
                        statement.memberIndex(),
                        statement.sumsDigest(),
                        signature,
                        announcement
                                .seat(statement.memberIndex())
                                .checkIn()
                                .statement()
                                .votingKey());
    }

    /** Whether a member signed that it opened this root with sums of this digest: what a receipt's holder checks. */
    public static boolean verifyDigest(
            Digest announcement,
            Digest cohortRoot,
            int memberIndex,
            Digest sumsDigest,
            byte[] signature,
            byte[] votingKey) {
        return VotingSignature.isValid(
                votingKey, ReplyStatement.signedBytes(announcement, cohortRoot, memberIndex, sumsDigest), signature);
    }

    /** The canonical bytes of statement and signature together. */
    public byte[] encode() {
        return new CanonicalWriter(LABEL)
                .bytes(statement.encode())
                .fixed(signature)
                .toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedReply decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new SignedReply(
                        ReplyStatement.decode(in.bytes(Integer.MAX_VALUE)), in.fixed(VotingSignature.BYTES)));
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedReply that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "Signed" + statement;
    }
}
