package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The negacyclic number-theoretic transform of Z_q[X]/(X^N+1), in place: after it, multiplication of polynomials is
 * multiplication of coefficients. Cooley–Tukey forward (natural to bit-reversed order), Gentleman–Sande back, with the
 * powers of ψ merged in (Longa and Naehrig, ePrint 2016/504). No branch depends on the values.
 *
 * <p>ψ is pinned, because public polynomials are drawn in the transformed domain: g^((q−1)/2N) for the smallest g ≥ 2
 * for which it has order 2N.
 */
public final class NumberTheoreticTransform {
    private static final Map<RingParameters, NumberTheoreticTransform> TRANSFORMS = new ConcurrentHashMap<>();

    private final Modulus modulus;
    private final int degree;
    private final long[] powers;
    private final long[] powerCompanions;
    private final long[] inversePowers;
    private final long[] inversePowerCompanions;
    private final long inverseDegree;
    private final long inverseDegreeCompanion;
    /** What the last level of the inverse multiplies by: its one power, divided by N. */
    private final long lastPower;

    private final long lastPowerCompanion;
    private final long oneCompanion;

    /**
     * The transform of a ring, made once and then shared. For rings of {@code params.ParameterSets} and of tests: all that
     * are asked for are kept.
     */
    public static NumberTheoreticTransform of(RingParameters ring) {
        return TRANSFORMS.computeIfAbsent(ring, NumberTheoreticTransform::new);
    }

    /** Prepares the tables, about a millisecond's work at N = 2048. Refuses a modulus for which no ψ is found. */
    public NumberTheoreticTransform(RingParameters ring) {
        modulus = Modulus.of(ring);
        degree = ring.degree();
        long psi = primitiveRoot(modulus, degree);
        powers = bitReversedPowers(psi);
        powerCompanions = companions(powers);
        inversePowers = bitReversedPowers(modulus.power(psi, 2L * degree - 1));
        inversePowerCompanions = companions(inversePowers);
        inverseDegree = modulus.inverse(degree % modulus.value());
        inverseDegreeCompanion = modulus.companion(inverseDegree);
        lastPower = modulus.multiply(inversePowers[1], inverseDegree);
        lastPowerCompanion = modulus.companion(lastPower);
        oneCompanion = modulus.companion(1);
    }

    /** The modulus. */
    public Modulus modulus() {
        return modulus;
    }

    /** Transforms N coefficients in [0, q) in place. */
    public void forward(long[] a) {
        checkLength(a);
        long q2 = 2 * modulus.value();
        // Values grow by at most 2q per level: below 25q < 2^61 after the last, so one reduction at the end is enough.
        for (int groups = 1, half = degree / 2; half > 0; groups *= 2, half /= 2) {
            for (int group = 0; group < groups; group++) {
                long w = powers[groups + group];
                long companion = powerCompanions[groups + group];
                int start = 2 * group * half;
                for (int i = start; i < start + half; i++) {
                    long u = a[i];
                    long v = modulus.multiplyLazy(a[i + half], w, companion);
                    a[i] = u + v;
                    a[i + half] = u - v + q2;
                }
            }
        }
        for (int i = 0; i < degree; i++) {
            a[i] = modulus.reduceOnce(modulus.multiplyLazy(a[i], 1, oneCompanion));
        }
    }

    /**
     * Undoes {@link #forward} in place. Two levels at a time, which halves the passes over memory, and the last one alone,
     * with the division by N in its factors.
     */
    public void inverse(long[] a) {
        checkLength(a);
        firstTwoLevels(a);
        int half = 4;
        if (Integer.numberOfTrailingZeros(degree) % 2 == 0) {
            level(a, half);
            half *= 2;
        }
        for (; half < degree / 2; half *= 4) {
            twoLevels(a, half);
        }
        lastLevel(a);
    }

    /** Butterflies between neighbours, of values below 2q as everywhere between levels. */
    private void level(long[] a, int half) {
        long q2 = 2 * modulus.value();
        int groups = degree / (2 * half);
        for (int group = 0; group < groups; group++) {
            long w = inversePowers[groups + group];
            long companion = inversePowerCompanions[groups + group];
            int start = 2 * group * half;
            for (int i = start; i < start + half; i++) {
                long u = a[i];
                long v = a[i + half];
                a[i] = Modulus.addIfNegative(u + v - q2, q2);
                a[i + half] = modulus.multiplyLazy(u - v + q2, w, companion);
            }
        }
    }

    /** {@link #twoLevels} for half = 1, where an inner loop would only be in the way. */
    private void firstTwoLevels(long[] a) {
        for (int pair = 0; pair < degree / 4; pair++) {
            butterflies(a, 4 * pair, 1, degree / 2 + 2 * pair, degree / 4 + pair);
        }
    }

    private void twoLevels(long[] a, int half) {
        int pairs = degree / (4 * half);
        for (int pair = 0; pair < pairs; pair++) {
            int start = 4 * pair * half;
            for (int i = start; i < start + half; i++) {
                butterflies(a, i, half, 2 * (pairs + pair), pairs + pair);
            }
        }
    }

    /** Two butterflies over {@code half}, then two over twice that, on the four values that they connect. */
    private void butterflies(long[] a, int i, int half, int first, int second) {
        long q2 = 2 * modulus.value();
        long u = a[i];
        long v = a[i + half];
        long x = a[i + 2 * half];
        long y = a[i + 3 * half];
        // Sums stay below 4q until the second level has used them; products are below 2q whatever they are made of.
        long sum = u + v;
        long otherSum = x + y;
        long difference = modulus.multiplyLazy(u - v + q2, inversePowers[first], inversePowerCompanions[first]);
        long otherDifference =
                modulus.multiplyLazy(x - y + q2, inversePowers[first + 1], inversePowerCompanions[first + 1]);
        long w = inversePowers[second];
        long companion = inversePowerCompanions[second];
        a[i] = Modulus.addIfNegative(Modulus.addIfNegative(sum + otherSum - 2 * q2, 2 * q2) - q2, q2);
        a[i + half] = Modulus.addIfNegative(difference + otherDifference - q2, q2);
        a[i + 2 * half] = modulus.multiplyLazy(sum - otherSum + 2 * q2, w, companion);
        a[i + 3 * half] = modulus.multiplyLazy(difference - otherDifference + q2, w, companion);
    }

    private void lastLevel(long[] a) {
        long q2 = 2 * modulus.value();
        int half = degree / 2;
        for (int i = 0; i < half; i++) {
            long u = a[i];
            long v = a[i + half];
            a[i] = modulus.reduceOnce(modulus.multiplyLazy(u + v, inverseDegree, inverseDegreeCompanion));
            a[i + half] = modulus.reduceOnce(modulus.multiplyLazy(u - v + q2, lastPower, lastPowerCompanion));
        }
    }

    private static long primitiveRoot(Modulus modulus, int degree) {
        long q = modulus.value();
        for (long g = 2; g < Math.min(q, 1000); g++) {
            long psi = modulus.power(g, (q - 1) / (2L * degree));
            if (modulus.power(psi, degree) == q - 1) {
                return psi;
            }
        }
        throw new IllegalArgumentException("modulus must be prime and 1 mod 2*degree, but " + q + " has no root");
    }

    private long[] bitReversedPowers(long root) {
        long[] result = new long[degree];
        int shift = Integer.numberOfLeadingZeros(degree) + 1;
        long power = 1;
        for (int i = 0; i < degree; i++) {
            result[Integer.reverse(i) >>> shift] = power;
            power = modulus.multiply(power, root);
        }
        return result;
    }

    private long[] companions(long[] factors) {
        long[] result = new long[factors.length];
        for (int i = 0; i < factors.length; i++) {
            result[i] = modulus.companion(factors[i]);
        }
        return result;
    }

    private void checkLength(long[] a) {
        Expect.inRange("number of coefficients", a.length, degree, degree);
    }
}
