package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.fixture.Trials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CumulativeTableTest {
    private static final double TWO_TO_63 = Math.scalb(1.0, 63);

    @Test
    void theTableIsTheCumulativeDistributionOfTheMagnitude() {
        long[] table = CumulativeTable.table();
        double cumulative = 0;
        for (int i = 0; i < table.length; i++) {
            cumulative += DiscreteGaussian.probability(i) * (i == 0 ? 1 : 2);
            assertThat(table[i] / TWO_TO_63).isCloseTo(cumulative, within(1e-15));
        }
        assertThat(table).isSorted();
        // The next magnitude would have less than one chance in 2^63.
        assertThat(table.length).isBetween(56, 64);
        assertThat(Long.MAX_VALUE - table[table.length - 1]).isLessThan(1000);
    }

    @Test
    void noSampleReachesTenStandardDeviations() {
        assertThat(CumulativeTable.table().length).isLessThan(64);
    }

    @Test
    void theTableIsReadCorrectlyAtItsEdges() {
        long[] table = CumulativeTable.table();
        List<Long> words = new ArrayList<>(List.of(0L, 1L, -1L, -2L));
        for (long bound : table) {
            for (long place : new long[] {bound - 1, bound, bound + 1}) {
                words.add(place << 1);
                words.add(place << 1 | 1);
            }
        }
        check(words.stream().mapToLong(Long::longValue).toArray());
        assertThat(sampleOf(0)).isZero();
        assertThat(sampleOf(-2L)).isEqualTo(table.length);
        assertThat(sampleOf(-1L)).isEqualTo(-table.length);
    }

    @Test
    void aBlockIsReadAsItsWordsAre() {
        Trials.run(
                20,
                random -> check(random.longs(random.nextInt(CumulativeTable.BLOCK + 1))
                        .map(word -> random.nextBoolean() ? word : word | ~0L << 12)
                        .toArray()));
    }

    @Test
    void moreThanABlockIsRefused() {
        assertThatThrownBy(() -> new CumulativeTable().lookUp(new long[CumulativeTable.BLOCK + 1], new int[1000], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Against the definition, by a scan that stops where it may. */
    private static void check(long[] words) {
        long[] table = CumulativeTable.table();
        int[] expected = new int[words.length + 2];
        for (int i = 0; i < words.length; i++) {
            int magnitude = 0;
            while (magnitude < table.length && words[i] >>> 1 >= table[magnitude]) {
                magnitude++;
            }
            expected[i + 1] = (words[i] & 1) == 0 ? magnitude : -magnitude;
        }
        int[] out = new int[words.length + 2];
        new CumulativeTable().lookUp(words, out, 1);
        assertThat(out).as(Arrays.toString(words)).containsExactly(expected);
    }

    private static int sampleOf(long word) {
        int[] out = new int[1];
        new CumulativeTable().lookUp(new long[] {word}, out, 0);
        return out[0];
    }
}
