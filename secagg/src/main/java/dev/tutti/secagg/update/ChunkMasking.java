package dev.tutti.secagg.update;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Masks a whole vector, chunk by chunk; each polynomial gets fresh errors, erased after use. */
final class ChunkMasking {
    private ChunkMasking() {}

    static List<byte[]> mask(Announcement announcement, int[] secret, int[] slots, GaussianSampler sampler) {
        RingParameters ring = announcement.ring();
        Encoding encoding = announcement.encoding();
        VectorLayout layout = VectorLayout.of(encoding, ring);
        SlotPacking packing = SlotPacking.of(encoding, ring);
        Digest announcementHash = announcement.digest();
        int residues = ring.residues();
        int[] error = new int[ring.degree()];
        long[] message = new long[residues];
        List<byte[]> chunks = new ArrayList<>();
        try (LatticeMask mask = LatticeMask.of(ring, encoding.plaintextBits(), secret)) {
            for (int chunk = 0; chunk < layout.chunks(); chunk++) {
                int first = layout.firstPolynomialOfChunk(chunk);
                byte[] packed = new byte[layout.chunkBytes(chunk)];
                for (int i = 0; i < layout.polynomialsInChunk(chunk); i++) {
                    packing.pack(slots, (first + i) * layout.slotsPerPolynomial(), message);
                    sampler.fill(error);
                    long[] a = PublicPolynomials.expand(announcementHash, first + i, ring);
                    PolynomialPacking.pack(mask.mask(a, error, message), ring, packed, i * ring.polynomialBytes());
                }
                chunks.add(packed);
            }
        } finally {
            Arrays.fill(error, 0);
            Arrays.fill(message, 0);
        }
        return chunks;
    }
}
