package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** {@code ring.json}: the transform and its order, public polynomials out of a hash, coefficients on the wire. */
final class RingVectors {
    private static final RingParameters SMALL = new RingParameters(8, 12289);
    private static final RingParameters MIDDLE = new RingParameters(16, 916417);
    private static final RingParameters REAL = new RingParameters(2048, 562949953392641L);

    private RingVectors() {}

    static ObjectNode file() {
        ArrayNode transforms = array().add(transform("X alone shows root and order", SMALL, 0, 1, 0, 0, 0, 0, 0, 0))
                .add(transform("eight coefficients", SMALL, 2309, 11242, 1814, 2870, 2223, 1913, 3808, 9242))
                .add(transform("sixteen", MIDDLE, 1, 916416, 2, 0, 0, 7, 0, 0, 11, 0, 0, 0, 0, 916000, 3, 5));
        ArrayNode polynomials = array().add(expand("first of eight", SMALL, 0, true))
                .add(expand("second of eight", SMALL, 1, true))
                .add(expand("with many candidates skipped", MIDDLE, 7, true))
                .add(expand("of a real ring", REAL, 0, false))
                .add(expand("of a real ring, far into a vector", REAL, 65537, false));
        ArrayNode packing = array().add(pack("fourteen bits", SMALL, 0, 1, 12288, 8191, 8192, 4660, 5, 10000))
                .add(pack("twenty bits", MIDDLE, 0, 916416, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 524288, 12, 13, 699050));
        ArrayNode sums = array().add(reduced());
        ArrayNode negatives = array().add(badPacking("a byte short of a polynomial", new byte[13]))
                .add(badPacking("a byte more than a polynomial", new byte[15]))
                .add(badRing("a modulus without the roots of X^N + 1", 8, 12289 + 16 * 2 + 8))
                .add(badRing("a degree that is no power of two", 12, 12289))
                .add(badRing("a modulus of more than 56 bits", 8, (1L << 56) + 1))
                .add(badRing("a degree beyond 4096", 8192, 1073692673L));
        return object().put(
                        "about",
                        "Z_q[X]/(X^N+1): transform, public polynomials, packing; H is SHA-256 of the label's text")
                .<ObjectNode>set("transforms", transforms)
                .<ObjectNode>set("public_polynomials", polynomials)
                .<ObjectNode>set("packing", packing)
                .<ObjectNode>set("sums", sums)
                .set("negatives", negatives);
    }

    private static ObjectNode ring(String name, RingParameters ring) {
        return vector(name).put("N", ring.degree()).put("q", ring.modulus());
    }

    private static ObjectNode transform(String name, RingParameters ring, long... coefficients) {
        long[] transformed = coefficients.clone();
        new NumberTheoreticTransform(ring).forward(transformed);
        return ring(name, ring)
                .<ObjectNode>set("coefficients", Json.of(coefficients))
                .set("transformed", Json.of(transformed));
    }

    private static ObjectNode expand(String name, RingParameters ring, int j, boolean whole) {
        Digest announcement = Digest.sha256(new byte[] {42});
        long[] polynomial = PublicPolynomials.expand(announcement, j, ring);
        ByteBuffer bytes = ByteBuffer.allocate(polynomial.length * Long.BYTES);
        bytes.asLongBuffer().put(polynomial);
        return ring(name, ring)
                .put("announcement", announcement.hex())
                .put("j", j)
                .<ObjectNode>set("transformed", Json.of(whole ? polynomial : Arrays.copyOf(polynomial, 4)))
                .put("sha256_of_64_bit_values", Json.sha256(bytes.array()));
    }

    private static ObjectNode pack(String name, RingParameters ring, long... coefficients) {
        return ring(name, ring)
                .<ObjectNode>set("coefficients", Json.of(coefficients))
                .put("bytes", hex(CoefficientPacking.pack(coefficients, ring)));
    }

    /** Coefficients of q and more on the wire count as their residues. */
    private static ObjectNode reduced() {
        long[] sum = {12288, 0, 1, 2, 3, 4, 5, 6};
        byte[] added = new byte[14];
        Arrays.fill(added, (byte) 0xff);
        long[] result = sum.clone();
        SliceAccumulator.add(result, 0, added, SMALL);
        return ring("coefficients of q and more are reduced", SMALL)
                .<ObjectNode>set("sum", Json.of(sum))
                .put("added", hex(added))
                .set("result", Json.of(reduced(result)));
    }

    /** A sum is reduced when it is opened, not while it is added to. */
    private static long[] reduced(long[] sum) {
        return Arrays.stream(sum).map(Modulus.of(SMALL)::reduce).toArray();
    }

    private static ObjectNode badPacking(String name, byte[] bytes) {
        return Refusals.malformed(
                ring(name, SMALL).put("bytes", hex(bytes)), () -> PolynomialPacking.count(bytes, SMALL));
    }

    private static ObjectNode badRing(String name, int degree, long modulus) {
        return Refusals.malformed(
                vector(name).put("N", degree).put("q", modulus), () -> new RingParameters(degree, modulus));
    }
}
