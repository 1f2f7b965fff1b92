package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import java.util.Arrays;

/** A mask secret modulo one prime, in the transformed domain. */
final class SecretChannel {
    private final NumberTheoreticTransform transform;
    private final Modulus modulus;
    private final long[] secret;

    /**
     * @param secret N coefficients, each below the prime in magnitude; the caller's to erase
     */
    SecretChannel(NumberTheoreticTransform transform, int[] secret) {
        this.transform = transform;
        modulus = transform.modulus();
        this.secret = new long[secret.length];
        for (int i = 0; i < secret.length; i++) {
            this.secret[i] = modulus.fromSigned(secret[i]);
        }
        transform.forward(this.secret);
    }

    Modulus modulus() {
        return modulus;
    }

    int degree() {
        return secret.length;
    }

    /** a·s, N coefficients; {@code a} is transformed and begins at {@code from}. */
    long[] product(long[] a, int from) {
        Expect.inRange("from", from, 0, a.length - secret.length);
        long[] product = new long[secret.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = modulus.multiply(a[from + i], secret[i]);
        }
        transform.inverse(product);
        return product;
    }

    void erase() {
        Arrays.fill(secret, 0);
    }
}
