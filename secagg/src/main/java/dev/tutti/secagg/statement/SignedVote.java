package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * A vote as the member sent it.
 *
 * @param statement what the member says
 * @param signature Ed25519 over {@link VoteStatement#encode()} by the seat's voting key, 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SignedVote(VoteStatement statement, byte[] signature) {
    private static final String LABEL = "tutti/signed-vote/v1";

    public SignedVote {
        signature = Expect.copyOfLength("signature", signature, VotingSignature.BYTES);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Whether this is a vote on that announcement, signed by the voting key of the seat it names. */
    public boolean isValidFor(Announcement announcement) {
        return isValidFor(announcement, announcement.digest());
    }

    boolean isValidFor(Announcement announcement, Digest announcementHash) {
        return statement.announcement().equals(announcementHash)
                && statement.memberIndex() <= announcement.seats().size()
                && VotingSignature.isValid(
                        announcement
                                .seat(statement.memberIndex())
                                .checkIn()
                                .statement()
                                .votingKey(),
                        statement.encode(),
                        signature);
    }

    /** The canonical bytes of statement and signature together. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedVote decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, SignedVote::read);
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        statement.write(out);
        out.fixed(signature);
    }

    static SignedVote read(CanonicalReader in) {
        return new SignedVote(VoteStatement.read(in), in.fixed(VotingSignature.BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedVote that && Arrays.equals(encode(), that.encode());
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
