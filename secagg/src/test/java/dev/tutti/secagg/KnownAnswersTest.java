package dev.tutti.secagg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.statement.RingParameters;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lattice mask and slots of {@code kat.json} and of docs/protocol.md, "Known answers"; the shares have a test beside them. */
public final class KnownAnswersTest {
    private static JsonNode kat;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(KnownAnswersTest.class.getResourceAsStream("kat.json"))) {
            kat = new ObjectMapper().readTree(in);
        }
    }

    @Test
    void threeDevicesMaskAsInTheFile() {
        RingParameters ring = new RingParameters(16, 916417);
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] a = longs(kat.get("a"));
        transform.forward(a);
        for (int device = 0; device < 3; device++) {
            long[] message = new long[16];
            new SlotPacking(6, 2).pack(flat(kat.get("slots").get(device)), 0, message);
            LatticeMask mask = new LatticeMask(transform, 12, ints(kat.get("s").get(device)));
            assertThat(mask.mask(a, ints(kat.get("e").get(device)), message))
                    .containsExactly(longs(kat.get("c").get(device)));
        }
    }

    @Test
    void theSumUnmasksAsInTheFile() {
        RingParameters ring = new RingParameters(16, 916417);
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] a = longs(kat.get("a"));
        transform.forward(a);
        long[] sum = new long[16];
        for (int device = 0; device < 3; device++) {
            long[] c = longs(kat.get("c").get(device));
            Arrays.setAll(sum, i -> (sum[i] + c[i]) % 916417);
        }
        assertThat(sum).containsExactly(longs(kat.get("C")));

        LatticeMask mask = new LatticeMask(transform, 12, ints(kat.get("S")));
        assertThat(mask.unmask(a, sum)).containsExactly(longs(kat.get("E")));
        assertThat(sum).containsExactly(longs(kat.get("M")));

        long[] slots = new long[32];
        new SlotPacking(6, 2).unpack(sum, slots, 0);
        assertThat(slots)
                .containsExactly(
                        Arrays.stream(flat(kat.get("sums"))).asLongStream().toArray());
    }

    @Test
    void oneDeviceMasksAsInTheDocument() {
        RingParameters ring = new RingParameters(8, 12289);
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] a = documentsPolynomial(transform);
        LatticeMask mask = new LatticeMask(transform, 6, new int[] {1, -2, 0, 3, -1, 0, 2, -4});
        long[] c = mask.mask(a, new int[] {0, 1, -1, 2, 0, -3, 1, 0}, new long[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(c).containsExactly(9462, 10984, 11541, 8320, 3363, 518, 11568, 6392);
    }

    @Test
    void threeDevicesUnmaskAsInTheDocument() {
        RingParameters ring = new RingParameters(8, 12289);
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] a = documentsPolynomial(transform);
        long[] sum = {8515, 3727, 4827, 593, 4358, 4018, 5231, 3443};
        LatticeMask mask = new LatticeMask(transform, 6, new int[] {0, 3, -3, 6, -2, 2, -1, -1});
        assertThat(mask.unmask(a, sum)).containsExactly(-1, 2, 0, 0, 4, -2, 0, 1);
        assertThat(sum).containsExactly(19, 19, 19, 19, 19, 19, 19, 19);
    }

    @Test
    void everyWrongCoefficientOfTheSecretSumSpoilsTheFilesResidue() {
        RingParameters ring = new RingParameters(16, 916417);
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] a = longs(kat.get("a"));
        transform.forward(a);
        for (int wrong = 0; wrong < 16; wrong++) {
            int[] secret = ints(kat.get("S"));
            secret[wrong]++;
            long[] sum = longs(kat.get("C"));
            long[] residue = new LatticeMask(transform, 12, secret).unmask(a, sum);
            // 10·σ·√3 is 111: with these small numbers an honest residue is below 14.
            assertThat(Arrays.stream(residue).map(Math::abs).max().getAsLong()).isGreaterThan(50);
        }
    }

    private static long[] documentsPolynomial(NumberTheoreticTransform transform) {
        long[] a = {2309, 11242, 1814, 2870, 2223, 1913, 3808, 9242};
        transform.forward(a);
        return a;
    }

    private static long[] longs(JsonNode node) {
        long[] values = new long[node.size()];
        Arrays.setAll(values, i -> node.get(i).asLong());
        return values;
    }

    private static int[] ints(JsonNode node) {
        return Arrays.stream(longs(node)).mapToInt(Math::toIntExact).toArray();
    }

    private static int[] flat(JsonNode pairs) {
        int[] values = new int[2 * pairs.size()];
        Arrays.setAll(values, i -> pairs.get(i / 2).get(i % 2).asInt());
        return values;
    }

    @Test
    void theFilesFieldIsOurs() {
        assertThat(kat.get("p").asInt()).isEqualTo(PrimeField.P);
    }
}
