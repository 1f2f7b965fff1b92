package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import java.util.Optional;

/** What made the next version: a device revoked, or only time gone by. */
record RevocationEvent(long issuedAtMillis, Optional<Revocation> revocation) {
    /** Longest encoding. */
    static final int MAX_BYTES = 128;

    private static final String LABEL = "tutti/revocation-event/v1";

    RevocationEvent {
        Expect.inRange("issuedAtMillis", issuedAtMillis, 0, Long.MAX_VALUE);
    }

    byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL).int64(issuedAtMillis).flag(revocation.isPresent());
        revocation.ifPresent(one -> one.write(out));
        return out.toBytes();
    }

    static RevocationEvent decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new RevocationEvent(in.int64(), in.flag() ? Optional.of(Revocation.read(in)) : Optional.empty()));
    }
}
