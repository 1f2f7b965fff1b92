package dev.tutti.secagg.sign;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An ECDSA signature in strict DER (X.690): a sequence of two positive integers, each with the fewest bytes, and nothing
 * around them. Bytes come from outside, so this reads the one form allowed instead of asking a general parser.
 */
record DerSignature(BigInteger r, BigInteger s) {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    /** A P-256 integer: 32 bytes and one of sign. */
    private static final int MAX_INTEGER_BYTES = 33;

    /** The signature, or empty when the bytes are not its one encoding. */
    static Optional<DerSignature> parse(byte[] der) {
        // Two integers of 33 bytes stay below 128 bytes, so every length is one byte.
        if (der.length < 8 || (der[0] & 0xff) != SEQUENCE || der[1] != der.length - 2) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(der, 2, der.length - 2);
        Optional<BigInteger> r = integer(in);
        Optional<BigInteger> s = integer(in);
        return in.hasRemaining()
                ? Optional.empty()
                : r.flatMap(first -> s.map(second -> new DerSignature(first, second)));
    }

    private static Optional<BigInteger> integer(ByteBuffer in) {
        if (in.remaining() < 3 || in.get() != INTEGER) {
            return Optional.empty();
        }
        int length = in.get();
        if (length < 1 || length > MAX_INTEGER_BYTES || length > in.remaining()) {
            return Optional.empty();
        }
        byte[] value = new byte[length];
        in.get(value);
        boolean negative = value[0] < 0;
        boolean padded = length > 1 && value[0] == 0 && value[1] >= 0;
        return negative || padded ? Optional.empty() : Optional.of(new BigInteger(value));
    }
}
