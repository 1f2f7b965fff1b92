package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Two devices' masks over two primes, their sum and what it opens to. Slots, s and e are drawn from streams of their own.
 *
 * @param most slots lie within ±most
 */
record TwoPrimeMasks(String name, RingParameters ring, int w, int k, int most) {
    ObjectNode json() {
        int degree = ring.degree();
        int plaintextBits = w * k;
        long[] a = PublicPolynomials.expand(TwoPrimeVectors.ANNOUNCEMENT, 0, ring);
        long[] sum = new long[ring.residues()];
        int[] secretSum = new int[degree];
        ArrayNode chunks = array();
        for (int device = 1; device <= 2; device++) {
            String label = "two primes " + device;
            int[] secret = small(label + " s", degree, 16);
            long[] message = new long[ring.residues()];
            TwoPrimeVectors.packing(ring, w, k).pack(small(label + " slots", degree * k, most), 0, message);
            long[] c = LatticeMask.of(ring, plaintextBits, secret).mask(a, small(label + " e", degree, 16), message);
            byte[] chunk = PolynomialPacking.pack(c, ring);
            chunks.add(degree > 8 ? Json.sha256(chunk) : hex(chunk));
            SliceAccumulator.add(sum, 0, chunk, ring);
            Arrays.setAll(secretSum, i -> secretSum[i] + secret[i]);
        }
        // Adding up need not reduce; unmasking takes residues below their primes.
        Arrays.setAll(sum, i -> sum[i] % ring.primes().get(i / degree));
        long[] residue = LatticeMask.of(ring, plaintextBits, secretSum).unmask(a, sum);
        long[] opened = new long[degree * k];
        TwoPrimeVectors.packing(ring, w, k).unpack(sum, opened, 0);
        ObjectNode json = TwoPrimeVectors.over(name, ring)
                .put("announcement", TwoPrimeVectors.ANNOUNCEMENT.hex())
                .put("w", w)
                .put("k", k)
                .put("most", most)
                .set(degree > 8 ? "chunks_sha256" : "chunks", chunks);
        return degree > 8
                ? json.put("sums_sha256", Json.sha256(bytes(opened))).put("E_sha256", Json.sha256(bytes(residue)))
                : json.<ObjectNode>set("M", TwoPrimeVectors.numbers(sum))
                        .<ObjectNode>set("E", Json.of(residue))
                        .set("sums", Json.of(opened));
    }

    private static byte[] bytes(long[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    /** Bytes of a stream mod 2·most + 1, less most. */
    private static int[] small(String label, int length, int most) {
        byte[] bytes = FixedRandom.bytes(label, length);
        int[] values = new int[length];
        Arrays.setAll(values, i -> (bytes[i] & 0xff) % (2 * most + 1) - most);
        return values;
    }
}
