package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NumberTheoreticTransformTest {
    @Test
    void theTransformedProductIsTheSchoolbookProduct() {
        for (RingParameters ring : new RingParameters[] {
            new RingParameters(8, 12289),
            new RingParameters(16, 916417),
            new RingParameters(256, 36028797018820609L),
            new RingParameters(2048, 549755809793L)
        }) {
            Random random = new Random(ring.degree());
            long[] a = polynomial(random, ring);
            long[] b = polynomial(random, ring);
            long[] expected = schoolbook(a, b, ring);
            assertThat(product(a, b, ring)).containsExactly(expected);
        }
    }

    @Test
    void extremeCoefficientsDoNotOverflowInAnyRing() {
        for (RingParameters ring : everyRing()) {
            long[] all = new long[ring.degree()];
            Arrays.fill(all, ring.modulus() - 1);
            long[] monomial = new long[ring.degree()];
            monomial[ring.degree() - 1] = ring.modulus() - 1;
            // (−1 − X − … − X^(N−1))·(−X^(N−1)) = X^(N−1) − 1 − X − … − X^(N−2)
            long[] expected = new long[ring.degree()];
            Arrays.fill(expected, ring.modulus() - 1);
            expected[ring.degree() - 1] = 1;
            assertThat(product(all, monomial, ring)).containsExactly(expected);
        }
    }

    @Test
    void inverseUndoesForward() {
        for (RingParameters ring : everyRing()) {
            long[] a = polynomial(new Random(5), ring);
            long[] b = a.clone();
            NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
            transform.forward(b);
            assertThat(b).isNotEqualTo(a);
            transform.inverse(b);
            assertThat(b).containsExactly(a);
        }
    }

    @Test
    void aModulusWithoutARootIsRefused() {
        // 33 = 1 mod 16 but is not prime.
        assertThatThrownBy(() -> new NumberTheoreticTransform(new RingParameters(8, 33)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<RingParameters> everyRing() {
        return Stream.concat(
                        ParameterSets.rings().stream(),
                        ParameterSets.twoPrimeRings().stream().flatMap(ring -> ring.channels().stream()))
                .distinct()
                .toList();
    }

    private static long[] product(long[] a, long[] b, RingParameters ring) {
        NumberTheoreticTransform transform = new NumberTheoreticTransform(ring);
        long[] x = a.clone();
        long[] y = b.clone();
        transform.forward(x);
        transform.forward(y);
        Arrays.setAll(x, i -> transform.modulus().multiply(x[i], y[i]));
        transform.inverse(x);
        return x;
    }

    private static long[] schoolbook(long[] a, long[] b, RingParameters ring) {
        Modulus modulus = Modulus.of(ring);
        int n = ring.degree();
        long[] c = new long[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                long term = modulus.multiply(a[i], b[j]);
                int at = (i + j) % n;
                c[at] = i + j < n ? modulus.add(c[at], term) : modulus.subtract(c[at], term);
            }
        }
        return c;
    }

    private static long[] polynomial(Random random, RingParameters ring) {
        return random.longs(ring.degree(), 0, ring.modulus()).toArray();
    }
}
