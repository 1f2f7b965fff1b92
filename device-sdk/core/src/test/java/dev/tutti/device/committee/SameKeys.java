package dev.tutti.device.committee;

import java.security.SecureRandom;
import java.util.Random;

/** A generator that gives the same keys to every process: what would be if they were stored. */
final class SameKeys extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random random;

    SameKeys(long seed) {
        random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
