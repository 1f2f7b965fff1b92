package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.ring.ChineseRemainder;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code two_primes.json}: what differs in a ring whose modulus is a product of two primes, up to opened sums. */
final class TwoPrimeVectors {
    private static final RingParameters SMALL = new RingParameters(8, 12289, 40961);
    private static final RingParameters REVERSED = new RingParameters(8, 40961, 12289);
    private static final RingParameters REAL = new RingParameters(4096, 9007199254429697L, 9007199254364161L);
    static final Digest ANNOUNCEMENT = Digest.sha256(new byte[] {42});

    private TwoPrimeVectors() {}

    static ObjectNode file() {
        return object().put(
                        "about",
                        "N residues modulo the first prime, then N modulo the second; numbers of the ring itself lie in"
                                + " [-(q-1)/2, (q-1)/2], q the product")
                .<ObjectNode>set(
                        "public_polynomials",
                        array().add(expand("first of eight", SMALL, 0))
                                .add(expand("primes the other way round", REVERSED, 1))
                                .add(expand("of a real ring", REAL, 0)))
                .<ObjectNode>set(
                        "packing",
                        array().add(pack("fourteen bits, then sixteen", SMALL))
                                .add(pack("sixteen bits, then fourteen", REVERSED)))
                .<ObjectNode>set(
                        "centring",
                        array().add(centred("around zero and at both ends", SMALL))
                                .add(centred("around zero and at both ends, reversed", REVERSED)))
                .<ObjectNode>set("slots", slots())
                .<ObjectNode>set(
                        "masks",
                        array().add(new TwoPrimeMasks("two devices", SMALL, 7, 3, 31).json())
                                .add(new TwoPrimeMasks("two devices, primes the other way round", REVERSED, 5, 4, 7)
                                        .json())
                                .add(new TwoPrimeMasks("two devices in a real ring", REAL, 15, 6, 127).json()))
                .<ObjectNode>set(
                        "limits",
                        array().add(headroom(REAL, 93, 1024, true))
                                .add(headroom(REAL, 94, 1024, false))
                                .add(headroom(ring(102), 90, 1023, true))
                                .add(headroom(ring(102), 90, 1024, false)))
                .set(
                        "negatives",
                        array().add(badRing("one prime twice", 8, 12289, 12289))
                                .add(badRing("three primes", 8, 12289, 40961, 65537))
                                .add(badRing("no prime", 8))
                                .add(badRing("a second prime without the roots of X^N + 1", 8, 12289, 40961 + 8))
                                .add(badRing("a second prime of more than 56 bits", 8, 12289, (1L << 56) + 1)));
    }

    /** The planner's ring of that many bits. */
    private static RingParameters ring(int bits) {
        return ParameterSets.twoPrimeRings().stream()
                .filter(ring -> ring.coefficientBits() == bits)
                .findFirst()
                .orElseThrow();
    }

    static ObjectNode over(String name, RingParameters ring) {
        return vector(name).put("N", ring.degree()).set("primes", each(ring.primes(), prime -> prime));
    }

    private static ObjectNode expand(String name, RingParameters ring, int j) {
        long[] polynomial = PublicPolynomials.expand(ANNOUNCEMENT, j, ring);
        ByteBuffer bytes = ByteBuffer.allocate(polynomial.length * Long.BYTES);
        bytes.asLongBuffer().put(polynomial);
        return over(name, ring)
                .put("announcement", ANNOUNCEMENT.hex())
                .put("j", j)
                .<ObjectNode>set("first_residues", Json.of(Arrays.copyOf(polynomial, 4)))
                .put("sha256_of_64_bit_values", Json.sha256(bytes.array()));
    }

    private static ObjectNode pack(String name, RingParameters ring) {
        long[] residues = new long[2 * ring.residues()];
        for (int i = 0; i < residues.length; i++) {
            long prime = ring.primes().get(i / ring.degree() % 2);
            residues[i] = i % ring.degree() == 0 ? prime - 1 : 1000L * i % prime;
        }
        return over(name, ring)
                .<ObjectNode>set("residues", Json.of(residues))
                .put("bytes", hex(PolynomialPacking.pack(residues, ring)));
    }

    private static ObjectNode centred(String name, RingParameters ring) {
        BigInteger half = ring.product().shiftRight(1);
        List<BigInteger> numbers = new ArrayList<>();
        for (int offset = 0; offset < 2; offset++) {
            BigInteger shift = BigInteger.valueOf(offset);
            numbers.addAll(List.of(half.subtract(shift), half.negate().add(shift), shift, shift.negate()));
        }
        long[] polynomial = new long[ring.residues()];
        for (int i = 0; i < polynomial.length; i++) {
            BigInteger prime = BigInteger.valueOf(ring.primes().get(i / ring.degree()));
            polynomial[i] = numbers.get(i % ring.degree()).mod(prime).longValueExact();
        }
        ObjectNode vector = over(name, ring).set("residues", Json.of(polynomial));
        new ChineseRemainder(ring).centre(polynomial);
        return vector.set("numbers", numbers(polynomial));
    }

    /** Numbers of two words each: low words first, then high words. */
    static ArrayNode numbers(long[] words) {
        ArrayNode numbers = array();
        for (int i = 0; i < words.length / 2; i++) {
            ByteBuffer both = ByteBuffer.allocate(2 * Long.BYTES);
            numbers.add(new BigInteger(
                    both.putLong(words[words.length / 2 + i]).putLong(words[i]).array()));
        }
        return numbers;
    }

    private static ArrayNode slots() {
        int[] mixed = new int[8 * 5];
        int[] extreme = new int[8 * 3];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (37 * i + 11) % 15 - 7;
        }
        for (int i = 0; i < extreme.length; i++) {
            extreme[i] = i % 2 == 0 ? 255 : -255;
        }
        return array().add(slots("five slots of five bits", SMALL, 5, 5, mixed))
                .add(slots("three of nine bits, borrowing", SMALL, 9, 3, extreme))
                .add(slots("three of nine bits, primes the other way round", REVERSED, 9, 3, extreme));
    }

    private static ObjectNode slots(String name, RingParameters ring, int w, int k, int[] slots) {
        long[] residues = new long[ring.residues()];
        packing(ring, w, k).pack(slots, 0, residues);
        return over(name, ring)
                .put("w", w)
                .put("k", k)
                .<ObjectNode>set("slots", Json.of(slots))
                .set("residues", Json.of(residues));
    }

    static SlotPacking packing(RingParameters ring, int w, int k) {
        return SlotPacking.of(new Encoding(1, 2, 1f, 1f, w, k, 1, 1, WeightFunction.UNIFORM, 1, false), ring);
    }

    private static ObjectNode headroom(RingParameters ring, int plaintextBits, int contributors, boolean expected) {
        if (ParameterSets.hasHeadroom(ring, plaintextBits, contributors) != expected) {
            throw new AssertionError("headroom of " + ring + ": expected " + expected);
        }
        String name = contributors + " masks over T = 2^" + plaintextBits + (expected ? " fit" : " do not fit");
        return over(name, ring)
                .put("plaintext_bits", plaintextBits)
                .put("n", contributors)
                .put("fails", expected ? "" : "NO_HEADROOM");
    }

    private static ObjectNode badRing(String name, int degree, long... primes) {
        List<Long> all = Arrays.stream(primes).boxed().toList();
        return Refusals.malformed(
                vector(name).put("N", degree).set("primes", each(all, prime -> prime)),
                () -> new RingParameters(degree, all));
    }
}
