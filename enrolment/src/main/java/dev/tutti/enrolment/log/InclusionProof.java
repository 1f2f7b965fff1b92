package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.cohort.MerkleTree;
import java.util.List;

/**
 * Shows that a log of a signed head has an entry.
 *
 * @param entry the entry
 * @param index its place, from 0
 * @param siblings from the leaf up (RFC 6962, section 2.1.1); at most 32
 */
public record InclusionProof(LogEntry entry, int index, List<Digest> siblings) {
    private static final String LABEL = "tutti/log-inclusion/v1";
    private static final int MAX_SIBLINGS = 32;

    public InclusionProof {
        Expect.inRange("index", index, 0, Integer.MAX_VALUE);
        siblings = List.copyOf(siblings);
        Expect.inRange("siblings", siblings.size(), 0, MAX_SIBLINGS);
    }

    /** Whether it does. That the head is to be believed is for the caller to check. */
    public boolean verify(LogHead head) {
        return MerkleTree.verifyInclusion(head.root(), head.size(), index, entry.encode(), siblings);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static InclusionProof decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, InclusionProof::read);
    }

    /** Writes the fields into a larger statement. */
    public void write(CanonicalWriter out) {
        entry.write(out);
        out.int32(index).list(siblings, (hash, each) -> each.digest(hash));
    }

    /** Reads the fields from a larger statement. */
    public static InclusionProof read(CanonicalReader in) {
        return new InclusionProof(LogEntry.read(in), in.int32(), in.list(MAX_SIBLINGS, CanonicalReader::digest));
    }
}
