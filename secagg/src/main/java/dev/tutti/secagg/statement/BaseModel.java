package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;

/**
 * A model an update may start from.
 *
 * @param version model version, from 0
 * @param digest {@link ModelManifest#digest()} of that version
 * @param subsetId which subset of the parameters is trained; 0 is all of them
 */
public record BaseModel(long version, Digest digest, int subsetId) {
    public BaseModel {
        Expect.inRange("version", version, 0, Long.MAX_VALUE - 1);
        Expect.inRange("subsetId", subsetId, 0, Integer.MAX_VALUE);
    }

    void write(CanonicalWriter out) {
        out.int64(version).digest(digest).int32(subsetId);
    }

    static BaseModel read(CanonicalReader in) {
        return new BaseModel(in.int64(), in.digest(), in.int32());
    }
}
