package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ring Z_q[X]/(X^N+1), q a prime or the product of two. With two primes a polynomial travels and is computed with as
 * its residues (a residue number system): N modulo the first prime, then N modulo the second. By the Chinese remainder
 * theorem that is the same ring, and each prime's half is a ring of its own, {@link #channel}.
 *
 * <p>Whether a ring is secure is for {@code params.ParameterSets} to say, not for this record.
 *
 * @param degree N, a power of two from 8 to 4096
 * @param primes one or two distinct numbers, each ≡ 1 mod 2N so that X^N+1 splits, each below 2^56; taken to be prime
 */
public record RingParameters(int degree, List<Long> primes) {
    /** Most primes of a modulus. */
    public static final int MAX_PRIMES = 2;

    public RingParameters {
        primes = List.copyOf(primes);
        Expect.inRange("degree", degree, 8, 4096);
        Expect.that(Integer.bitCount(degree) == 1, "degree must be a power of two");
        Expect.inRange("number of primes", primes.size(), 1, MAX_PRIMES);
        for (long prime : primes) {
            Expect.inRange("modulus", prime, 3, (1L << 56) - 1);
            Expect.that(prime % (2L * degree) == 1, "modulus must be 1 mod 2*degree");
        }
        Expect.that(primes.stream().distinct().count() == primes.size(), "primes must be distinct");
    }

    /** The ring modulo one prime. */
    public RingParameters(int degree, long modulus) {
        this(degree, List.of(modulus));
    }

    /** The ring modulo the product of two primes. */
    public RingParameters(int degree, long firstPrime, long secondPrime) {
        this(degree, List.of(firstPrime, secondPrime));
    }

    /**
     * q of a ring with one prime.
     *
     * @throws IllegalArgumentException if it has two: whoever needs to work with those works by {@link #channel}
     */
    public long modulus() {
        Expect.that(primes.size() == 1, "expected a ring with one prime, found " + primes.size());
        return primes.get(0);
    }

    /** q: the product of the primes. */
    public BigInteger product() {
        return primes.stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    }

    /**
     * The ring modulo one of the primes.
     *
     * @param index 0-based
     */
    public RingParameters channel(int index) {
        return primes.size() == 1 && index == 0 ? this : new RingParameters(degree, primes.get(index));
    }

    /** The rings modulo each of the primes, in order. */
    public List<RingParameters> channels() {
        return IntStream.range(0, primes.size()).mapToObj(this::channel).toList();
    }

    /** Numbers that hold one polynomial: N for each prime, one prime after the other. */
    public int residues() {
        return degree * primes.size();
    }

    /** Bits a coefficient takes on the wire: ⌈log2⌉ of each prime, summed. */
    public int coefficientBits() {
        return primes.stream()
                .mapToInt(prime -> Long.SIZE - Long.numberOfLeadingZeros(prime))
                .sum();
    }

    /** Bytes a packed polynomial takes on the wire. */
    public int polynomialBytes() {
        return degree / Byte.SIZE * coefficientBits();
    }

    /** Version 1 knows one prime, and writes no count; from version 2 on there is one. */
    void write(CanonicalWriter out, int protocolVersion) {
        out.int32(degree);
        if (protocolVersion < Announcement.TWO_PRIMES_VERSION) {
            out.int64(modulus());
        } else {
            out.list(primes, (prime, to) -> to.int64(prime));
        }
    }

    static RingParameters read(CanonicalReader in, int protocolVersion) {
        int degree = in.int32();
        return protocolVersion < Announcement.TWO_PRIMES_VERSION
                ? new RingParameters(degree, in.int64())
                : new RingParameters(degree, in.list(MAX_PRIMES, CanonicalReader::int64));
    }
}
