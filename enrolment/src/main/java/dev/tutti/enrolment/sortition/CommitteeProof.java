package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.InclusionProof;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.List;
import java.util.stream.IntStream;

/**
 * That every seat of a committee may be held by who holds it. It needs no signature: it shows itself
 * ({@link SortitionCheck}), or does not.
 *
 * @param epoch which beacon, from 0
 * @param head the epoch's: the last that the enrolment service signed before the beacon
 * @param proofs of an enrolment of each member, under the head, in the order of seats; 1 to 128
 */
public record CommitteeProof(long epoch, SignedLogHead head, List<InclusionProof> proofs) {
    /** Longest encoding. */
    public static final int MAX_BYTES = 144 << 10;

    private static final String LABEL = "tutti/committee-proof/v1";

    public CommitteeProof {
        Expect.inRange("epoch", epoch, 0, Long.MAX_VALUE);
        proofs = List.copyOf(proofs);
        Expect.inRange("proofs", proofs.size(), 1, CommitteeParameters.MAX_MEMBERS);
    }

    /**
     * What is claimed of each seat.
     *
     * @param devices who sits there, by the check-ins announced; as many as proofs
     */
    public List<SeatClaim> claims(List<DeviceId> devices) {
        Expect.inRange("devices", devices.size(), proofs.size(), proofs.size());
        return IntStream.range(0, proofs.size())
                .mapToObj(seat -> new SeatClaim(devices.get(seat), proofs.get(seat)))
                .toList();
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL).int64(epoch);
        head.write(out);
        return out.list(proofs, InclusionProof::write).toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static CommitteeProof decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new CommitteeProof(
                        in.int64(),
                        SignedLogHead.read(in),
                        in.list(CommitteeParameters.MAX_MEMBERS, InclusionProof::read)));
    }
}
