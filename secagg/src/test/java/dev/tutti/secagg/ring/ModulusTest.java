package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ModulusTest {
    private static final List<Long> MODULI = LongStream.concat(
                    LongStream.of(3, 5, 17, 12289, 916417, (1L << 56) - 5),
                    ParameterSets.rings().stream().mapToLong(RingParameters::modulus))
            .boxed()
            .toList();

    @Test
    void arithmeticAgreesWithBigIntegers() {
        Trials.run(200, random -> {
            for (long q : MODULI) {
                Modulus modulus = new Modulus(q);
                long a = element(random, q);
                long b = element(random, q);
                BigInteger bigQ = BigInteger.valueOf(q);
                assertThat(modulus.add(a, b)).isEqualTo((a + b) % q);
                assertThat(modulus.subtract(a, b)).isEqualTo(Math.floorMod(a - b, q));
                assertThat(modulus.multiply(a, b))
                        .isEqualTo(BigInteger.valueOf(a)
                                .multiply(BigInteger.valueOf(b))
                                .mod(bigQ)
                                .longValueExact());
                assertThat(modulus.companion(a))
                        .isEqualTo(
                                BigInteger.valueOf(a).shiftLeft(63).divide(bigQ).longValueExact());
            }
        });
    }

    @Test
    void aLazyProductIsRightUpToOneModulus() {
        Trials.run(200, random -> {
            for (long q : MODULI) {
                Modulus modulus = new Modulus(q);
                long w = element(random, q);
                long x = random.nextLong() >>> 2;
                long product = modulus.multiplyLazy(x, w, modulus.companion(w));
                assertThat(product).isBetween(0L, 2 * q - 1);
                assertThat(BigInteger.valueOf(product)
                                .subtract(BigInteger.valueOf(x).multiply(BigInteger.valueOf(w)))
                                .mod(BigInteger.valueOf(q)))
                        .isZero();
            }
        });
    }

    @Test
    void centringGivesTheRepresentativeNearestToZeroAtBothEdges() {
        Modulus modulus = new Modulus(17);
        assertThat(modulus.centre(0)).isZero();
        assertThat(modulus.centre(8)).isEqualTo(8);
        assertThat(modulus.centre(9)).isEqualTo(-8);
        assertThat(modulus.centre(16)).isEqualTo(-1);
        for (long x = -16; x < 17; x++) {
            assertThat(modulus.fromSigned(x)).isEqualTo(Math.floorMod(x, 17L));
        }
    }

    @Test
    void inversesInvert() {
        Modulus modulus = new Modulus(562949953392641L);
        assertThat(modulus.multiply(modulus.inverse(123456789), 123456789)).isEqualTo(1);
    }

    /** Often an edge, otherwise anything. */
    private static long element(Random random, long q) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> q - 1;
            case 2 -> (q - 1) / 2;
            default -> Math.floorMod(random.nextLong(), q);
        };
    }
}
