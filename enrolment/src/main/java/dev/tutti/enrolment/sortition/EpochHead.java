package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the journal says: that a head was signed, or which one is an epoch's.
 *
 * @param epoch whose it is; empty where it was only signed
 * @param beaconAtMillis when the epoch's beacon came out; 0 where a head was only signed
 * @param head empty where the epoch has none
 */
record EpochHead(OptionalLong epoch, long beaconAtMillis, Optional<SignedLogHead> head) {
    /** Longest encoding. */
    static final int MAX_BYTES = 256;

    private static final String LABEL = "tutti/epoch-head/v1";

    static EpochHead signed(SignedLogHead head) {
        return new EpochHead(OptionalLong.empty(), 0, Optional.of(head));
    }

    static EpochHead fixed(long epoch, long beaconAtMillis, Optional<SignedLogHead> head) {
        return new EpochHead(OptionalLong.of(epoch), beaconAtMillis, head);
    }

    byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL).flag(epoch.isPresent());
        epoch.ifPresent(out::int64);
        out.int64(beaconAtMillis).flag(head.isPresent());
        head.ifPresent(signed -> signed.write(out));
        return out.toBytes();
    }

    static EpochHead decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new EpochHead(
                        in.flag() ? OptionalLong.of(in.int64()) : OptionalLong.empty(),
                        in.int64(),
                        in.flag() ? Optional.of(SignedLogHead.read(in)) : Optional.empty()));
    }
}
