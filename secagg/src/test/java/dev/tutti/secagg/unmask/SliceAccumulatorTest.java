package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SliceAccumulatorTest {
    private static final RingParameters RING = new RingParameters(8, 12289);
    private static final long Q = RING.modulus();
    /** 1 mod 16, of 56 bits; whether it is prime is nothing to adding. */
    private static final RingParameters WIDE = new RingParameters(8, (1L << 55) + 1);

    private static final long MOST = (1L << 56) - 1;

    /** 12289 takes 14 bits, so what a device sends goes up to 16383. */
    @Test
    void aSumThatLandsOnAMultipleOfTheModulusCountsAsZero() {
        long[] added = {0, 1, 2, Q - 1, Q, Q + 1, 16383, Q - 1};
        long[] sum = {0, Q - 1, Q - 2, 1, 0, Q - 1, Q - 1, Q - 1};
        SliceAccumulator.add(sum, 0, CoefficientPacking.pack(added, RING), RING);
        assertThat(reduced(sum)).containsExactly(0, 0, 0, 0, 0, 0, 16383 - 1 - Q, Q - 2);
    }

    @Test
    void sumsAreThoseOfWholeNumbersModuloTheModulus() {
        Trials.run(100, random -> {
            long[] added = random.longs(16, 0, 1 << 14).toArray();
            long[] before = random.longs(24, 0, Q).toArray();
            long[] sum = before.clone();
            SliceAccumulator.add(sum, 5, CoefficientPacking.pack(added, RING), RING);
            long[] expected = before.clone();
            for (int i = 0; i < added.length; i++) {
                expected[5 + i] = BigInteger.valueOf(before[5 + i])
                        .add(BigInteger.valueOf(added[i]))
                        .mod(BigInteger.valueOf(Q))
                        .longValueExact();
            }
            assertThat(reduced(sum)).as(Arrays.toString(added)).containsExactly(expected);
        });
    }

    /** Of 56 bits, 64 fit 2^62 and 128 fit a long. */
    @Test
    void anyNumberOfChunksAddsUpExactly() {
        byte[] most = largest(WIDE);
        for (int chunks : new int[] {1, 63, 64, 65, 66, 127, 128, 129, 1000}) {
            long[] unbounded = new long[8];
            long[] bounded = new long[8];
            for (int i = 0; i < chunks; i++) {
                SliceAccumulator.add(unbounded, 0, most, WIDE);
                SliceAccumulator.add(bounded, 0, most, WIDE, chunks);
                assertThat(unbounded[7]).isBetween(0L, (1L << 62) - 1);
                assertThat(bounded[7]).isBetween(0L, (1L << 62) - 1);
            }
            long expected = BigInteger.valueOf(MOST)
                    .multiply(BigInteger.valueOf(chunks))
                    .mod(BigInteger.valueOf(WIDE.modulus()))
                    .longValueExact();
            assertThat(Arrays.stream(unbounded).map(residue -> residue % WIDE.modulus()))
                    .as("%s chunks", chunks)
                    .containsOnly(expected);
            assertThat(Arrays.stream(bounded).map(residue -> residue % WIDE.modulus()))
                    .as("%s chunks, as said", chunks)
                    .containsOnly(expected);
        }
    }

    /** A sum is looked through only when so many chunks could pass 2^62: that is what makes adding fast. */
    @Test
    void aSumThatCannotGrowTooLargeIsNeverReduced() {
        long[] sum = new long[8];
        for (int i = 0; i < 64; i++) {
            SliceAccumulator.add(sum, 0, largest(WIDE), WIDE, 64);
        }
        assertThat(sum).containsOnly(64 * MOST);
        SliceAccumulator.add(sum, 0, largest(WIDE), WIDE, 65);
        assertThat(sum).containsOnly(65 * MOST % WIDE.modulus());
    }

    /** What the Javadoc warns of. */
    @Test
    void moreChunksThanWereSaidSpoilTheSum() {
        long[] sum = new long[8];
        for (int i = 0; i < 129; i++) {
            SliceAccumulator.add(sum, 0, largest(WIDE), WIDE, 64);
        }
        assertThat(sum[0]).isNegative();
    }

    /** Each prime's residues go by its own width and modulus: 56 bits beside 5. */
    @Test
    void overTwoPrimesEachPartIsReducedModuloItsOwn() {
        RingParameters ring = new RingParameters(8, WIDE.modulus(), 17);
        long[] narrow = new long[8];
        Arrays.fill(narrow, 16);
        byte[] packed = new byte[2 * ring.polynomialBytes()];
        for (int polynomial = 0; polynomial < 2; polynomial++) {
            CoefficientPacking.pack(wide(), WIDE, packed, polynomial * ring.polynomialBytes());
            CoefficientPacking.pack(
                    narrow, ring.channel(1), packed, polynomial * ring.polynomialBytes() + WIDE.polynomialBytes());
        }
        long[] sum = new long[40];
        for (int i = 0; i < 500; i++) {
            SliceAccumulator.add(sum, 4, packed, ring);
        }
        for (int i = 0; i < 40; i++) {
            boolean first = (i - 4) / 8 % 2 == 0;
            long expected = i < 4 || i >= 36 ? 0 : first ? WIDE.modulus() - 500 : 8000 % 17;
            assertThat(sum[i] % (first ? WIDE.modulus() : 17))
                    .as("residue %s", i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void nonsenseIsRefused() {
        byte[] packed = largest(WIDE);
        assertThatThrownBy(() -> SliceAccumulator.add(new long[8], 0, packed, WIDE, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SliceAccumulator.add(new long[8], 1, packed, WIDE, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SliceAccumulator.add(new long[8], -1, packed, WIDE, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SliceAccumulator.add(new long[8], 0, new byte[55], WIDE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The largest numbers that can be sent, whatever the modulus. */
    private static byte[] largest(RingParameters ring) {
        byte[] packed = new byte[ring.polynomialBytes()];
        Arrays.fill(packed, (byte) 0xff);
        return packed;
    }

    private static long[] wide() {
        long[] residues = new long[8];
        Arrays.fill(residues, WIDE.modulus() - 1);
        return residues;
    }

    /** What is added up is reduced only when it is opened. */
    private static long[] reduced(long[] sum) {
        assertThat(Arrays.stream(sum).min().orElseThrow()).isNotNegative();
        return Arrays.stream(sum).map(residue -> residue % Q).toArray();
    }
}
