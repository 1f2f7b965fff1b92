package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.ChineseRemainder;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mask secret and what it does: {@code c = a·s + T·e + m} on the device, {@code C − a·S = T·E + M} on the job's side
 * (docs/protocol.md, "Arithmetic"). With fresh s and e a ciphertext is pseudorandom under hint-RLWE; the same s under
 * two messages of one polynomial would give their difference away, so one instance masks each a_j once.
 *
 * <p>A polynomial is an array of {@link RingParameters#residues} numbers. What a message looks like is for {@code
 * encode.SlotPacking} to say: with one prime one signed word, with two its residues before and two words after.
 *
 * <p>Its caller has checked with {@code params.ParameterCheck} that T·(10·σ·√n + 1) &lt; q/2.
 */
public final class LatticeMask implements AutoCloseable {
    private final List<SecretChannel> channels;
    private final int plaintextBits;
    /** T modulo each prime. */
    private final long[] plaintextModulus;
    /** Only with two primes. */
    private final @Nullable ChineseRemainder remainder;

    private LatticeMask(List<SecretChannel> channels, int plaintextBits, @Nullable ChineseRemainder remainder) {
        this.channels = channels;
        this.plaintextBits = plaintextBits;
        this.remainder = remainder;
        plaintextModulus = channels.stream()
                .mapToLong(channel -> channel.modulus().power(2, plaintextBits))
                .toArray();
    }

    /**
     * A mask over one prime.
     *
     * @param transform the ring's transform
     * @param plaintextBits log2 of T
     * @param secret s or S, N coefficients, each below q in magnitude; the caller's to erase
     */
    public LatticeMask(NumberTheoreticTransform transform, int plaintextBits, int[] secret) {
        this(
                List.of(new SecretChannel(transform, secret)),
                Expect.inRange("plaintextBits", plaintextBits, 1, 53),
                null);
    }

    /** A mask over these parameters, with one prime or two. */
    public static LatticeMask of(RingParameters ring, int plaintextBits, int[] secret) {
        if (ring.primes().size() == 1) {
            return new LatticeMask(NumberTheoreticTransform.of(ring), plaintextBits, secret);
        }
        List<SecretChannel> channels = ring.channels().stream()
                .map(channel -> new SecretChannel(NumberTheoreticTransform.of(channel), secret))
                .toList();
        int bits = Expect.inRange("plaintextBits", plaintextBits, 1, ring.coefficientBits() - 1);
        return new LatticeMask(channels, bits, new ChineseRemainder(ring));
    }

    /**
     * Masks one polynomial.
     *
     * @param a the public polynomial, in the transformed domain
     * @param error e, N samples
     * @param message m, never reduced mod T: with one prime N signed coefficients, |T·e + m| below q; with two the residues
     * @return c, residues below their primes
     */
    public long[] mask(long[] a, int[] error, long[] message) {
        SecretChannel first = channels.get(0);
        int degree = first.degree();
        Expect.inRange("number of residues", a.length, channels.size() * degree, channels.size() * degree);
        if (channels.size() == 1) {
            Modulus modulus = first.modulus();
            long[] c = first.product(a, 0);
            for (int i = 0; i < degree; i++) {
                c[i] = modulus.add(c[i], modulus.fromSigned(((long) error[i] << plaintextBits) + message[i]));
            }
            return c;
        }
        long[] c = new long[a.length];
        for (int k = 0; k < channels.size(); k++) {
            Modulus modulus = channels.get(k).modulus();
            long[] product = channels.get(k).product(a, k * degree);
            for (int i = 0; i < degree; i++) {
                long masked = modulus.multiply(plaintextModulus[k], modulus.fromSigned(error[i]));
                masked = modulus.add(masked, message[k * degree + i]);
                c[k * degree + i] = modulus.add(masked, product[i]);
            }
        }
        return c;
    }

    /**
     * Removes the mask of one summed polynomial: writes M over {@code sum} and returns the residue E.
     *
     * @param a the public polynomial, in the transformed domain
     * @param sum C, residues as {@code unmask.SliceAccumulator} leaves them: not reduced, but each in [0, 2^62); becomes M,
     *     each in [−T/2, T/2): with one prime N numbers, with two N low words and then N high words
     * @return E, N coefficients; small exactly when the secret was right
     */
    public long[] unmask(long[] a, long[] sum) {
        int degree = channels.get(0).degree();
        Expect.inRange("number of residues", a.length, channels.size() * degree, channels.size() * degree);
        for (int k = 0; k < channels.size(); k++) {
            Modulus modulus = channels.get(k).modulus();
            long[] product = channels.get(k).product(a, k * degree);
            for (int i = 0; i < degree; i++) {
                sum[k * degree + i] = modulus.subtract(modulus.reduce(sum[k * degree + i]), product[i]);
            }
        }
        // Centre mod q first, and only then mod T: the other order loses the sign (docs/protocol.md, "Arithmetic").
        if (remainder != null) {
            remainder.centre(sum);
            return new TwoWordSplit(plaintextBits).split(sum);
        }
        Modulus modulus = channels.get(0).modulus();
        long half = 1L << (plaintextBits - 1);
        long[] residue = new long[degree];
        for (int i = 0; i < degree; i++) {
            long y = modulus.centre(sum[i]);
            long message = ((y + half) & (2 * half - 1)) - half;
            residue[i] = (y - message) >> plaintextBits;
            sum[i] = message;
        }
        return residue;
    }

    /** Erases the secret. */
    @Override
    public void close() {
        channels.forEach(SecretChannel::erase);
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return "LatticeMask[secret]";
    }
}
