package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.InclusionProof;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * That one device may be seated in an epoch, as it says so itself when it checks in. Holding one proves nothing until it
 * was checked ({@link SortitionCheck}).
 *
 * @param epoch which beacon, from 0
 * @param head the epoch's: the last that the enrolment service signed before the beacon
 * @param proof of an enrolment of the device, under the head
 */
public record Eligibility(long epoch, SignedLogHead head, InclusionProof proof) {
    /** Longest encoding. */
    public static final int MAX_BYTES = 1400;

    private static final String LABEL = "tutti/eligibility/v1";

    public Eligibility {
        Expect.inRange("epoch", epoch, 0, Long.MAX_VALUE);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL).int64(epoch);
        head.write(out);
        proof.write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static Eligibility decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes, LABEL, in -> new Eligibility(in.int64(), SignedLogHead.read(in), InclusionProof.read(in)));
    }
}
