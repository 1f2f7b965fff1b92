package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * One place in the committee.
 *
 * @param memberIndex 1-based; also the point at which the member's shares are evaluated
 * @param checkIn the one-time keys of the device in it, as that device signed them
 */
public record Seat(int memberIndex, SignedCheckIn checkIn) {
    public Seat {
        Expect.inRange("memberIndex", memberIndex, 1, CommitteeParameters.MAX_MEMBERS);
    }

    void write(CanonicalWriter out) {
        out.int8(memberIndex);
        checkIn.write(out);
    }

    static Seat read(CanonicalReader in, ShareSealing sealing) {
        return new Seat(in.int8(), SignedCheckIn.read(in, sealing));
    }
}
