package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * The ring Z_q[X]/(X^N+1). Whether it is secure is for {@code params.ParameterSets} to say, not for this record.
 *
 * @param degree N, a power of two from 8 to 4096
 * @param modulus q, ≡ 1 mod 2N so that X^N+1 splits, below 2^56; taken to be prime
 */
public record RingParameters(int degree, long modulus) {
    public RingParameters {
        Expect.inRange("degree", degree, 8, 4096);
        Expect.that(Integer.bitCount(degree) == 1, "degree must be a power of two");
        Expect.inRange("modulus", modulus, 3, (1L << 56) - 1);
        Expect.that(modulus % (2L * degree) == 1, "modulus must be 1 mod 2*degree");
    }

    /** Bits a coefficient takes on the wire: ⌈log2 q⌉. */
    public int coefficientBits() {
        return Long.SIZE - Long.numberOfLeadingZeros(modulus);
    }

    /** Bytes a packed polynomial takes on the wire. */
    public int polynomialBytes() {
        return degree / Byte.SIZE * coefficientBits();
    }

    void write(CanonicalWriter out) {
        out.int32(degree).int64(modulus);
    }

    static RingParameters read(CanonicalReader in) {
        return new RingParameters(in.int32(), in.int64());
    }
}
