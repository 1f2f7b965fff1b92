package dev.tutti.device;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.mask.SecretStream;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Where a device's harmless randomness comes from: the order of examples and the rounding of values. Mask secrets never
 * come from here; they are always drawn from a cryptographic generator of their own.
 *
 * <p>A simulation may give reproducible seeds to repeat a run. A real device uses {@link #secure()}: with predictable
 * rounding, two updates trained from the same model can be told apart more easily.
 */
public interface Seeds {
    /** A seed for the order of examples, new for every training run. */
    long shuffle();

    /**
     * The generator that rounds the update for one announcement; asked for once per announcement.
     *
     * @param announcement announcement hash
     */
    RandomGenerator rounding(Digest announcement);

    /** Fresh cryptographic randomness every time. */
    static Seeds secure() {
        SecureRandom random = new SecureRandom();
        return new Seeds() {
            @Override
            public long shuffle() {
                return random.nextLong();
            }

            @Override
            public RandomGenerator rounding(Digest announcement) {
                // A stream keyed from the generator: one draw per parameter from the generator itself takes longer than
                // all the masking.
                return new SecretStream(random);
            }
        };
    }
}
