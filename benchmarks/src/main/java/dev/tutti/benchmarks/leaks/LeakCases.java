package dev.tutti.benchmarks.leaks;

import dev.tutti.secagg.mask.CumulativeTable;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What is tested: every operation that touches a mask secret, an error or a share, on secrets of all zeros against random
 * ones. Last, a table look-up that stops where it may: it leaks, and a test that did not say so would be worth nothing.
 */
final class LeakCases {
    private static final RingParameters RING = new RingParameters(2048, 562949953392641L);
    private static final int PLAINTEXT_BITS = 36;
    private static final CommitteeParameters COMMITTEE = new CommitteeParameters(64, 6, 16, 12, 28, 36);
    private static final int WORDS = 256;

    private LeakCases() {}

    /**
     * A case made of functions.
     *
     * @param draw a random input times 0 or 1: the same steps and the same memory for either class
     */
    private record Case<I>(String name, BiFunction<Random, Integer, I> draw, Consumer<I> work) implements LeakCase<I> {
        @Override
        public I input(int group, Random random) {
            return draw.apply(random, group);
        }

        @Override
        public void work(I input) {
            work.accept(input);
        }
    }

    /** Operations that must not tell their inputs apart. */
    static List<LeakCase<?>> constantTime() {
        return List.of(table(), transform(), mask(), sharing());
    }

    private static LeakCase<long[]> table() {
        CumulativeTable table = new CumulativeTable();
        int[] out = new int[WORDS];
        return new Case<>(
                "CumulativeTable.lookUp: samples of 0 / random ones",
                (random, factor) ->
                        random.longs(WORDS).map(word -> word * factor).toArray(),
                words -> table.lookUp(words, out, 0));
    }

    private static LeakCase<long[]> transform() {
        NumberTheoreticTransform transform = NumberTheoreticTransform.of(RING);
        return new Case<>(
                "NumberTheoreticTransform.forward: 0 / small random coefficients",
                (random, factor) -> random.longs(RING.degree(), 0, 64)
                        .map(value -> value * factor)
                        .toArray(),
                transform::forward);
    }

    private static LeakCase<int[]> mask() {
        int[] secret = new Random(1).ints(RING.degree(), -20, 21).toArray();
        LatticeMask mask = LatticeMask.of(RING, PLAINTEXT_BITS, secret);
        long[] a = new Random(2).longs(RING.degree(), 0, RING.modulus()).toArray();
        long[] message = new long[RING.degree()];
        return new Case<>(
                "LatticeMask.mask: errors of 0 / random ones", LeakCases::small, error -> mask.mask(a, error, message));
    }

    private static int[] small(Random random, int factor) {
        return random.ints(RING.degree(), -20, 21).map(value -> value * factor).toArray();
    }

    private static LeakCase<int[]> sharing() {
        SecureRandom random = fixed();
        return new Case<>(
                "SecretSharing: secrets of 0 / random ones, shares of one member", LeakCases::small, secret -> {
                    try (SecretSharing sharing = SecretSharing.of(secret, COMMITTEE, random)) {
                        sharing.sharesOf(1);
                    }
                });
    }

    /** The control: the same look-up, but each scan ends at its sample. */
    static LeakCase<long[]> leaking() {
        long[] table = new long[58];
        for (int i = 0; i < table.length; i++) {
            table[i] = (long) (Long.MAX_VALUE * (1 - Math.exp(-0.05 * (i + 1))));
        }
        int[] out = new int[WORDS];
        return new Case<>(
                "control: a scan that stops at its sample, 0 / random ones",
                (random, factor) ->
                        random.longs(WORDS).map(word -> word * factor).toArray(),
                words -> {
                    for (int i = 0; i < words.length; i++) {
                        long place = words[i] >>> 1;
                        int magnitude = 0;
                        while (magnitude < table.length && place >= table[magnitude]) {
                            magnitude++;
                        }
                        out[i] = magnitude;
                    }
                });
    }

    /** Draws without asking the operating system, whose time is not ours. */
    private static SecureRandom fixed() {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;
            private int last;

            @Override
            public int nextInt() {
                last = last * 1664525 + 1013904223;
                return last >>> 1 == Integer.MAX_VALUE ? 1 : last;
            }
        };
    }
}
