package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.List;

/**
 * A member's one vote for an announcement.
 *
 * @param announcement annHash
 * @param cohortRoot the one root it votes for
 * @param memberIndex its seat, 1-based
 * @param complaints contributors whose shares it found bad, ascending
 */
public record VoteStatement(Digest announcement, Digest cohortRoot, int memberIndex, List<DeviceId> complaints) {
    /** Most complaints one vote may hold: the largest cohort. */
    public static final int MAX_COMPLAINTS = 1 << 20;

    private static final String LABEL = "tutti/vote/v1";

    public VoteStatement {
        Expect.inRange("memberIndex", memberIndex, 1, CommitteeParameters.MAX_MEMBERS);
        complaints = List.copyOf(complaints);
        Expect.inRange("number of complaints", complaints.size(), 0, MAX_COMPLAINTS);
        for (int i = 1; i < complaints.size(); i++) {
            Expect.that(
                    complaints.get(i - 1).compareTo(complaints.get(i)) < 0, "complaints must ascend and be distinct");
        }
    }

    /** The canonical bytes: what the member's one-time voting key signs. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static VoteStatement decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, VoteStatement::read);
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        out.digest(announcement)
                .digest(cohortRoot)
                .int8(memberIndex)
                .list(complaints, (device, to) -> to.device(device));
    }

    static VoteStatement read(CanonicalReader in) {
        return new VoteStatement(in.digest(), in.digest(), in.int8(), in.list(MAX_COMPLAINTS, CanonicalReader::device));
    }
}
