package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.secagg.fixture.Trials;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against whole numbers without end. */
final class TwoWordSplitTest {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 62, 63, 64, 65, 66, 90, 125, 126})
    void messageAndResidueAreThoseOfFloorDivision(int plaintextBits) {
        BigInteger t = BigInteger.ONE.shiftLeft(plaintextBits);
        BigInteger half = t.shiftRight(1);
        BigInteger most = BigInteger.ONE.shiftLeft(126).subtract(half).subtract(BigInteger.ONE);
        Trials.run(200, random -> {
            BigInteger y = new BigInteger(1 + random.nextInt(126), random).min(most);
            assertSplit(plaintextBits, random.nextBoolean() ? y : y.negate());
        });
        for (BigInteger border : new BigInteger[] {
            BigInteger.ZERO, half, half.negate(), half.subtract(BigInteger.ONE), t.negate(), most, most.negate()
        }) {
            assertSplit(plaintextBits, border.min(most));
        }
    }

    @Test
    void aResidueBeyondAWordIsCutToTheWordsEnd() {
        for (int plaintextBits : new int[] {1, 20, 62}) {
            BigInteger t = BigInteger.ONE.shiftLeft(plaintextBits);
            for (BigInteger residue : new BigInteger[] {MOST, MOST.add(BigInteger.ONE), MOST.add(BigInteger.TWO)}) {
                assertSplit(plaintextBits, residue.multiply(t).min(BigInteger.ONE.shiftLeft(126)));
                assertSplit(
                        plaintextBits,
                        residue.negate()
                                .multiply(t)
                                .max(BigInteger.ONE.shiftLeft(126).negate()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 127})
    void otherBitsAreRefused(int plaintextBits) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TwoWordSplit(plaintextBits));
    }

    private static void assertSplit(int plaintextBits, BigInteger y) {
        BigInteger half = BigInteger.ONE.shiftLeft(plaintextBits - 1);
        BigInteger residue = y.add(half).shiftRight(plaintextBits);
        BigInteger message = y.subtract(residue.shiftLeft(plaintextBits));
        // Beside it a zero, so that low and high words cannot be taken for one another.
        long[] words = {y.longValue(), 0, y.shiftRight(Long.SIZE).longValue(), 0};
        long[] found = new TwoWordSplit(plaintextBits).split(words);
        assertThat(found).as("%s over 2^%d", y, plaintextBits).containsExactly(cut(residue), 0);
        assertThat(words)
                .as("%s below 2^%d", y, plaintextBits)
                .containsExactly(
                        message.longValue(), 0, message.shiftRight(Long.SIZE).longValue(), 0);
    }

    private static long cut(BigInteger residue) {
        return residue.bitLength() < Long.SIZE ? residue.longValue() : residue.signum() * Long.MAX_VALUE;
    }
}
