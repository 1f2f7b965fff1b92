package dev.tutti.secagg.field;

import static dev.tutti.secagg.field.PrimeField.P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Trials;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PrimeFieldTest {
    @Test
    void arithmeticAgreesWithLongs() {
        Trials.run(1000, random -> {
            int a = element(random);
            int b = element(random);
            assertThat(PrimeField.add(a, b)).isEqualTo((int) (((long) a + b) % P));
            assertThat(PrimeField.subtract(a, b)).isEqualTo((int) Math.floorMod((long) a - b, (long) P));
            assertThat(PrimeField.multiply(a, b)).isEqualTo((int) ((long) a * b % P));
            assertThat(PrimeField.reduce(Long.MAX_VALUE - a)).isEqualTo((int) ((Long.MAX_VALUE - a) % P));
            assertThat(PrimeField.fromSigned(PrimeField.centre(a))).isEqualTo(a);
            if (a != 0) {
                assertThat(PrimeField.multiply(a, PrimeField.inverse(a))).isEqualTo(1);
            }
        });
    }

    @Test
    void centringIsSymmetric() {
        assertThat(PrimeField.centre(P / 2)).isEqualTo(P / 2);
        assertThat(PrimeField.centre(P / 2 + 1)).isEqualTo(-(P / 2));
        assertThat(PrimeField.centre(P - 1)).isEqualTo(-1);
    }

    @Test
    void theModulusItselfIsNoElement() {
        assertThat(PrimeField.isElement(P)).isFalse();
        assertThat(PrimeField.isElement(-1)).isFalse();
        assertThat(PrimeField.isElement(P - 1)).isTrue();
    }

    @Test
    void zeroHasNoInverse() {
        assertThatThrownBy(() -> PrimeField.inverse(0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void interpolationReproducesThePolynomial() {
        Trials.run(50, random -> {
            int n = 1 + random.nextInt(12);
            int[] coefficients = random.ints(n, 0, P).toArray();
            int[] points = random.ints(0, P).distinct().limit(n).toArray();
            int[] values = Arrays.stream(points)
                    .map(x -> PrimeField.evaluate(coefficients, x))
                    .toArray();
            int other = element(random);
            assertThat(LinearMap.interpolation(points, new int[] {other}).apply(values))
                    .containsExactly(PrimeField.evaluate(coefficients, other));
            assertThat(LinearMap.coefficients(points).apply(values)).containsExactly(coefficients);
        });
    }

    private static int element(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> P - 1;
            default -> random.nextInt(P);
        };
    }

    @Test
    void everySignedNumberHasItsElement() {
        for (long x : new long[] {
            0,
            1,
            -1,
            19,
            -19,
            PrimeField.P,
            -PrimeField.P,
            PrimeField.P - 1,
            1 - PrimeField.P,
            Integer.MIN_VALUE,
            1L << 31,
            -(1L << 32),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1
        }) {
            assertThat((long) PrimeField.fromSigned(x)).isEqualTo(Math.floorMod(x, (long) PrimeField.P));
        }
    }
}
