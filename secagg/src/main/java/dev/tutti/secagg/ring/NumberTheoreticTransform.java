package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;

/**
 * The negacyclic number-theoretic transform of Z_q[X]/(X^N+1), in place: after it, multiplication of polynomials is
 * multiplication of coefficients. Cooley–Tukey forward (natural to bit-reversed order), Gentleman–Sande back, with the
 * powers of ψ merged in (Longa and Naehrig, ePrint 2016/504). No branch depends on the values.
 *
 * <p>ψ is pinned, because public polynomials are drawn in the transformed domain: g^((q−1)/2N) for the smallest g ≥ 2
 * for which it has order 2N.
 */
public final class NumberTheoreticTransform {
    private final Modulus modulus;
    private final int degree;
    private final long[] powers;
    private final long[] powerCompanions;
    private final long[] inversePowers;
    private final long[] inversePowerCompanions;
    private final long inverseDegree;
    private final long inverseDegreeCompanion;
    private final long oneCompanion;

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

    /** Undoes {@link #forward} in place. */
    public void inverse(long[] a) {
        checkLength(a);
        long q2 = 2 * modulus.value();
        for (int groups = degree / 2, half = 1; groups > 0; groups /= 2, half *= 2) {
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
        for (int i = 0; i < degree; i++) {
            a[i] = modulus.reduceOnce(modulus.multiplyLazy(a[i], inverseDegree, inverseDegreeCompanion));
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
