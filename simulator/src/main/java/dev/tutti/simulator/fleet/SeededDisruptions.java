package dev.tutti.simulator.fleet;

import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Who drops out when, and which decryptors stay silent: a pure function of the seed. Every round loses exactly the same
 * number of devices, in equal parts before training, after it and in mid-upload, so that a round can close at the very
 * moment the last of the others is in.
 */
public final class SeededDisruptions implements DisruptionPlan {
    private static final Disruption[] KINDS = {
        Disruption.BEFORE_TRAINING, Disruption.AFTER_TRAINING, Disruption.MID_UPLOAD
    };

    private final long seed;
    private final int devices;
    private final int dropouts;
    private final double committeeDropout;

    /**
     * @param seed same seed, same plan
     * @param devices devices of the fleet
     * @param dropouts how many of them drop out of every round
     * @param committeeDropout probability that a device stays silent as a decryptor in a round
     */
    public SeededDisruptions(long seed, int devices, int dropouts, double committeeDropout) {
        if (dropouts < 0 || dropouts >= devices) {
            throw new IllegalArgumentException("dropouts: expected 0 … " + (devices - 1) + ", got " + dropouts);
        }
        this.seed = seed;
        this.devices = devices;
        this.dropouts = dropouts;
        this.committeeDropout = committeeDropout;
    }

    @Override
    public Disruption of(int device, long round) {
        int place = placeOf(device, round);
        return place < dropouts ? KINDS[place % KINDS.length] : Disruption.NONE;
    }

    @Override
    public boolean isSilent(int device, long round) {
        SplittableRandom random = new SplittableRandom(mixed(round) ^ (0x5EEDL + device) * 0x9E3779B97F4A7C15L);
        return random.nextDouble() < committeeDropout;
    }

    /** The device's place in this round's shuffled order. */
    private int placeOf(int device, long round) {
        Objects.checkIndex(device, devices);
        int[] order = new int[devices];
        for (int i = 0; i < devices; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(mixed(round));
        for (int i = devices - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        int place = 0;
        while (order[place] != device) {
            place++;
        }
        return place;
    }

    private long mixed(long round) {
        return new SplittableRandom(seed * 0x632BE59BD9B4E019L + round).nextLong();
    }
}
