package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChineseRemainderTest {
    @Test
    void everyCentredNumberComesBackFromItsResidues() {
        for (RingParameters ring : ParameterSets.twoPrimeRings()) {
            Trials.run(3, random -> {
                BigInteger[] numbers = new BigInteger[ring.degree()];
                long[] polynomial = new long[ring.residues()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = number(random, ring.product());
                    for (int c = 0; c < 2; c++) {
                        BigInteger prime = BigInteger.valueOf(ring.channel(c).modulus());
                        polynomial[c * ring.degree() + i] =
                                numbers[i].mod(prime).longValueExact();
                    }
                }
                new ChineseRemainder(ring).centre(polynomial);
                for (int i = 0; i < numbers.length; i++) {
                    assertThat(polynomial[i]).isEqualTo(numbers[i].longValue());
                    assertThat(polynomial[ring.degree() + i])
                            .isEqualTo(numbers[i].shiftRight(Long.SIZE).longValue());
                }
            });
        }
    }

    @Test
    void aRingWithOnePrimeIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> new ChineseRemainder(ParameterSets.rings().get(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Often an edge of [−(q−1)/2, (q−1)/2], otherwise anything in it. */
    private static BigInteger number(Random random, BigInteger q) {
        BigInteger half = q.shiftRight(1);
        return switch (random.nextInt(6)) {
            case 0 -> half;
            case 1 -> half.negate();
            case 2 -> BigInteger.valueOf(random.nextInt(3) - 1);
            case 3 -> BigInteger.valueOf(random.nextLong());
            default -> new BigInteger(q.bitLength() + 40, random).mod(q).subtract(half);
        };
    }
}
