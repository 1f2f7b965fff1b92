package dev.tutti.simulator.fleet;

import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Who drops out when, and which decryptors stay silent: a pure function of the seed. Every round loses exactly the same
 * number of devices, in equal parts before training, after it and in mid-upload, so that a round can close at the very
 * moment the last of the others is in; and in every round the same number would be silent decryptors.
 */
public final class SeededDisruptions implements DisruptionPlan {
    private static final Disruption[] KINDS = {
        Disruption.BEFORE_TRAINING, Disruption.AFTER_TRAINING, Disruption.MID_UPLOAD
    };

    private static final long DROPOUT = 0xD209_0075L;
    private static final long SILENCE = 0x51_1E4CEL;

    private final long seed;
    private final int devices;
    private final int dropouts;
    private final int silent;

    /**
     * @param seed same seed, same plan
     * @param devices devices of the fleet
     * @param dropouts how many of them drop out of every round
     * @param committeeDropout share of the devices that stay silent, should they be decryptors, in every round
     */
    public SeededDisruptions(long seed, int devices, int dropouts, double committeeDropout) {
        if (dropouts < 0 || dropouts >= devices) {
            throw new IllegalArgumentException("dropouts: expected 0 … " + (devices - 1) + ", got " + dropouts);
        }
        this.seed = seed;
        this.devices = devices;
        this.dropouts = dropouts;
        this.silent = (int) Math.round(committeeDropout * devices);
    }

    @Override
    public Disruption of(int device, long round) {
        int place = placeOf(device, round, DROPOUT);
        return place < dropouts ? KINDS[place % KINDS.length] : Disruption.NONE;
    }

    @Override
    public boolean isSilent(int device, long round) {
        return placeOf(device, round, SILENCE) < silent;
    }

    /** The device's place in this round's shuffled order, of which each purpose has its own. */
    private int placeOf(int device, long round, long purpose) {
        Objects.checkIndex(device, devices);
        int[] order = new int[devices];
        for (int i = 0; i < devices; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed ^ purpose).nextLong() + round);
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
}
