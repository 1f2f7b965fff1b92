package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;

/**
 * One mask secret and what it does: {@code c = a·s + T·e + m} on the device, {@code C − a·S = T·E + M} on the job's side
 * (docs/protocol.md, "Arithmetic"). With fresh s and e a ciphertext is pseudorandom under hint-RLWE; the same s under
 * two messages of one polynomial would give their difference away, so one instance masks each a_j once.
 *
 * <p>Its caller has checked with {@code params.ParameterCheck} that T·(10·σ·√n + 1) &lt; q/2.
 */
public final class LatticeMask implements AutoCloseable {
    private final NumberTheoreticTransform transform;
    private final Modulus modulus;
    private final int plaintextBits;
    private final long[] secret;

    /**
     * @param transform the ring's transform
     * @param plaintextBits log2 of T
     * @param secret s or S, N coefficients, each below q in magnitude; the caller's to erase
     */
    public LatticeMask(NumberTheoreticTransform transform, int plaintextBits, int[] secret) {
        this.transform = transform;
        this.plaintextBits = Expect.inRange("plaintextBits", plaintextBits, 1, 53);
        modulus = transform.modulus();
        this.secret = new long[secret.length];
        for (int i = 0; i < secret.length; i++) {
            this.secret[i] = modulus.fromSigned(secret[i]);
        }
        transform.forward(this.secret);
    }

    /** A mask over these parameters. */
    public static LatticeMask of(RingParameters ring, int plaintextBits, int[] secret) {
        return new LatticeMask(NumberTheoreticTransform.of(ring), plaintextBits, secret);
    }

    /**
     * Masks one polynomial.
     *
     * @param a the public polynomial, in the transformed domain
     * @param error e, N samples
     * @param message m, N signed coefficients, |T·e + m| below q; never reduced mod T
     * @return c, N coefficients in [0, q)
     */
    public long[] mask(long[] a, int[] error, long[] message) {
        long[] c = product(a);
        for (int i = 0; i < c.length; i++) {
            c[i] = modulus.add(c[i], modulus.fromSigned(((long) error[i] << plaintextBits) + message[i]));
        }
        return c;
    }

    /**
     * Removes the mask of one summed polynomial: writes M over {@code sum} and returns the residue E.
     *
     * @param a the public polynomial, in the transformed domain
     * @param sum C, N coefficients in [0, q); becomes M, each in [−T/2, T/2)
     * @return E, N coefficients; small exactly when the secret was right
     */
    public long[] unmask(long[] a, long[] sum) {
        long[] residue = product(a);
        long half = 1L << (plaintextBits - 1);
        for (int i = 0; i < residue.length; i++) {
            // Centre mod q first, and only then mod T: the other order loses the sign (mistake 4 of docs/protocol.md).
            long y = modulus.centre(modulus.subtract(sum[i], residue[i]));
            long message = ((y + half) & (2 * half - 1)) - half;
            residue[i] = (y - message) >> plaintextBits;
            sum[i] = message;
        }
        return residue;
    }

    /** Erases the secret. */
    @Override
    public void close() {
        Arrays.fill(secret, 0);
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return "LatticeMask[secret]";
    }

    private long[] product(long[] a) {
        Expect.inRange("number of coefficients", a.length, secret.length, secret.length);
        long[] product = new long[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = modulus.multiply(a[i], secret[i]);
        }
        transform.inverse(product);
        return product;
    }
}
