package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SliceAccumulatorTest {
    private static final RingParameters RING = new RingParameters(8, 12289);
    private static final long Q = RING.modulus();

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

    /** What is added up is reduced only when it is opened. */
    private static long[] reduced(long[] sum) {
        assertThat(Arrays.stream(sum).min().orElseThrow()).isNotNegative();
        return Arrays.stream(sum).map(residue -> residue % Q).toArray();
    }
}
