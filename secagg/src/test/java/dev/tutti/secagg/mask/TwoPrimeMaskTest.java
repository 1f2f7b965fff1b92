package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slots in, wire bytes, sum, slots out, over rings with two primes. */
final class TwoPrimeMaskTest {
    /** At n = n_max, every device puts the same extreme into every slot, with honest errors. */
    @ParameterizedTest
    @CsvSource({
        "128, 8, 127, 15, 6, 101",
        "128, 8, -127, 15, 6, 101",
        "1024, 4, 7, 14, 6, 97",
        "1024, 8, -127, 18, 5, 103",
        "1024, 16, 32767, 26, 3, 91",
        "1024, 16, -32767, 26, 3, 106"
    })
    void theSumOfTheMostContributorsAtTheirExtremesIsExact(int n, int bits, int extreme, int w, int k, int modulus) {
        RingParameters ring = ring(modulus);
        assertThat(ParameterSets.slotsHold(w, bits, n, 0)).isTrue();
        assertThat(ParameterSets.hasHeadroom(ring, w * k, n)).isTrue();
        Encoding encoding = encoding(bits, w, k);
        SlotPacking packing = SlotPacking.of(encoding, ring);
        int[] slots = new int[ring.degree() * k];
        Arrays.fill(slots, extreme);
        long[] message = new long[ring.residues()];
        packing.pack(slots, 0, message);
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);

        long[] sum = new long[ring.residues()];
        int[] secretSum = new int[ring.degree()];
        long[] errorSum = new long[ring.degree()];
        int[] secret = new int[ring.degree()];
        int[] error = new int[ring.degree()];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(n))) {
            // One secret stands for many devices: the sum of their ciphertexts is the ciphertext of their sums.
            sampler.fill(secret);
            LatticeMask mask = LatticeMask.of(ring, w * k, secret);
            for (int i = 0; i < n; i++) {
                sampler.fill(error);
                byte[] chunk = PolynomialPacking.pack(mask.mask(a, error, message), ring);
                SliceAccumulator.add(sum, 0, chunk, ring);
                for (int j = 0; j < ring.degree(); j++) {
                    secretSum[j] += secret[j];
                    errorSum[j] += error[j];
                }
            }
        }
        Arrays.setAll(sum, i -> sum[i] % ring.primes().get(i / ring.degree()));
        assertThat(LatticeMask.of(ring, w * k, secretSum).unmask(a, sum)).containsExactly(errorSum);
        long[] opened = new long[slots.length];
        packing.unpack(sum, opened, 0);
        assertThat(opened).containsOnly((long) n * extreme);
    }

    /** Not honest errors but the worst that pass the check: |E| at its bound everywhere, M at either end. */
    @ParameterizedTest
    @CsvSource({"128, 15, 6, 101", "1024, 14, 6, 97", "1024, 18, 5, 103", "1024, 26, 3, 91", "10000, 22, 4, 102"})
    void residuesAtTheBoundDoNotWrapAround(int n, int w, int k, int modulus) {
        RingParameters ring = ring(modulus);
        assertThat(ParameterSets.hasHeadroom(ring, w * k, n)).isTrue();
        assertThat(ParameterSets.hasHeadroom(ring(modulus - 1), w * k, n)).isFalse();
        int bound = (int) Math.floor(64 * Math.sqrt(n));
        int most = (1 << (w - 1)) - 1;
        SlotPacking packing = SlotPacking.of(encoding(4, w, k), ring);
        for (int sign : new int[] {1, -1}) {
            int[] error = new int[ring.degree()];
            Arrays.fill(error, sign * bound);
            int[] slots = new int[ring.degree() * k];
            Arrays.fill(slots, sign * most);
            long[] message = new long[ring.residues()];
            packing.pack(slots, 0, message);
            LatticeMask mask = LatticeMask.of(ring, w * k, new int[ring.degree()]);
            long[] c = mask.mask(new long[ring.residues()], error, message);
            assertThat(mask.unmask(new long[ring.residues()], c)).containsOnly(sign * bound);
            long[] opened = new long[slots.length];
            packing.unpack(c, opened, 0);
            assertThat(opened).containsOnly(sign * most);
        }
    }

    /** c = a·s + T·e + m, multiplied out modulo q itself. */
    @Test
    void theResiduesAreThoseOfTheMaskMultipliedOutModuloTheProduct() {
        Trials.run(20, random -> {
            RingParameters ring = new RingParameters(16, 9007199254429697L, 2251799813554177L);
            BigInteger q = ring.product();
            int plaintextBits = 20 + random.nextInt(70);
            BigInteger[] a = new BigInteger[16];
            BigInteger[] c = new BigInteger[16];
            int[] s = random.ints(16, -64, 65).toArray();
            int[] e = random.ints(16, -64, 65).toArray();
            long[] message = new long[32];
            long[] transformed = new long[32];
            for (int i = 0; i < 16; i++) {
                a[i] = new BigInteger(200, random).mod(q);
                BigInteger m = new BigInteger(plaintextBits - 1, random);
                m = random.nextBoolean() ? m : m.negate();
                c[i] = m.add(BigInteger.valueOf(e[i]).shiftLeft(plaintextBits));
                residues(m, ring, message, i);
                residues(a[i], ring, transformed, i);
            }
            for (int i = 0; i < 16; i++) {
                for (int j = 0; j < 16; j++) {
                    BigInteger term = a[i].multiply(BigInteger.valueOf(i + j < 16 ? s[j] : -s[j]));
                    c[(i + j) % 16] = c[(i + j) % 16].add(term);
                }
            }
            for (int channel = 0; channel < 2; channel++) {
                long[] half = Arrays.copyOfRange(transformed, 16 * channel, 16 * channel + 16);
                new NumberTheoreticTransform(ring.channel(channel)).forward(half);
                System.arraycopy(half, 0, transformed, 16 * channel, 16);
            }
            long[] expected = new long[32];
            for (int i = 0; i < 16; i++) {
                residues(c[i], ring, expected, i);
            }
            assertThat(LatticeMask.of(ring, plaintextBits, s).mask(transformed, e, message))
                    .containsExactly(expected);
        });
    }

    private static void residues(BigInteger number, RingParameters ring, long[] out, int at) {
        for (int c = 0; c < 2; c++) {
            BigInteger prime = BigInteger.valueOf(ring.channel(c).modulus());
            out[c * ring.degree() + at] = number.mod(prime).longValueExact();
        }
    }

    @Test
    void oneWrongCoefficientOfTheSecretMakesTheResidueUniform() {
        RingParameters ring = ring(106);
        int[] secret = new int[ring.degree()];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(4))) {
            sampler.fill(secret);
        }
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);
        // T = 2^90 leaves 16 bits of residue, T = 2^20 more than a word.
        for (int plaintextBits : new int[] {90, 64, 20}) {
            int[] error = new int[ring.degree()];
            long[] c = LatticeMask.of(ring, plaintextBits, secret).mask(a, error, new long[ring.residues()]);
            assertThat(LatticeMask.of(ring, plaintextBits, secret).unmask(a, c.clone()))
                    .containsOnly(0);
            int[] wrong = secret.clone();
            wrong[1000] -= 1;
            long[] residue = LatticeMask.of(ring, plaintextBits, wrong).unmask(a, c.clone());
            long beyond = Arrays.stream(residue).filter(e -> Math.abs(e) > 65).count();
            assertThat(beyond).isGreaterThan(ring.degree() * 9 / 10);
        }
    }

    @Test
    void aPublicPolynomialOfAnotherLengthIsRefused() {
        RingParameters ring = ring(91);
        LatticeMask mask = LatticeMask.of(ring, 78, new int[ring.degree()]);
        for (int length : new int[] {ring.residues() - 1, ring.residues() + 1, ring.degree()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mask.mask(new long[length], new int[ring.degree()], new long[ring.residues()]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mask.unmask(new long[length], new long[ring.residues()]));
        }
    }

    @Test
    void plaintextsMustBeBelowTheModulus() {
        RingParameters ring = ring(91);
        assertThat(LatticeMask.of(ring, 90, new int[ring.degree()])).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> LatticeMask.of(ring, 91, new int[ring.degree()]));
    }

    private static RingParameters ring(int bits) {
        return ParameterSets.twoPrimeRings().stream()
                .filter(ring -> ring.coefficientBits() == bits)
                .findFirst()
                .orElseThrow();
    }

    private static Encoding encoding(int valueBits, int slotBits, int slots) {
        return new Encoding(1000, valueBits, 1, 1, slotBits, slots, 4, 4, WeightFunction.UNIFORM, 1, false);
    }
}
