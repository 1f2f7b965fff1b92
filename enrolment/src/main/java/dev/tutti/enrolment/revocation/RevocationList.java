package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import java.util.List;

/**
 * All revoked devices as of a version.
 *
 * @param version from 1, one more with every list
 * @param issuedAtMillis when, milliseconds since the epoch
 * @param revocations ordered by device, each once; at most {@value #MAX_REVOCATIONS}
 */
public record RevocationList(long version, long issuedAtMillis, List<Revocation> revocations) {
    /** Most devices in a list. */
    public static final int MAX_REVOCATIONS = 1_000_000;

    private static final String LABEL = "tutti/revocation-list/v1";

    public RevocationList {
        Expect.inRange("version", version, 1, Long.MAX_VALUE);
        Expect.inRange("issuedAtMillis", issuedAtMillis, 0, Long.MAX_VALUE);
        revocations = List.copyOf(revocations);
        Expect.inRange("number of revocations", revocations.size(), 0, MAX_REVOCATIONS);
        for (int i = 1; i < revocations.size(); i++) {
            Expect.that(
                    revocations.get(i - 1).device().compareTo(revocations.get(i).device()) < 0,
                    "revocations must be ordered by device, each device once");
        }
    }

    /** The canonical bytes: what is signed. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static RevocationList decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, RevocationList::read);
    }

    void write(CanonicalWriter out) {
        out.int64(version).int64(issuedAtMillis).list(revocations, Revocation::write);
    }

    static RevocationList read(CanonicalReader in) {
        return new RevocationList(in.int64(), in.int64(), in.list(MAX_REVOCATIONS, Revocation::read));
    }
}
