package dev.tutti.simulator.chaos;

import java.util.SplittableRandom;

/**
 * One blow at one moment.
 *
 * @param moment when: after this moment's
 * @param nth n-th time in the round, from 1
 * @param delayMillis and so much later, 0 … {@value #MAX_DELAY_MILLIS}
 * @param blow what is done
 */
public record Strike(Moment moment, int nth, int delayMillis, Blow blow) {
    /** Two checkpoint intervals of a simulation: every place between two checkpoints can be met. */
    static final int MAX_DELAY_MILLIS = 400;

    private static final double OUTAGES = 0.08;

    /**
     * Draws a strike.
     *
     * @param random same state, same strike
     * @param devices how many updates a round sees
     * @param members how many votes and replies
     */
    public static Strike draw(SplittableRandom random, int devices, int members) {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        int times = moment == Moment.UPDATED ? devices : moment.isRepeated() ? members : 1;
        int nth = 1 + random.nextInt(times);
        // Half of them at once: the moment itself is what was aimed at.
        int delay = random.nextBoolean() ? 0 : random.nextInt(MAX_DELAY_MILLIS + 1);
        double kind = random.nextDouble();
        Blow blow = kind < OUTAGES ? Blow.OUTAGE : kind < (1 + OUTAGES) / 2 ? Blow.TASK_MANAGER : Blow.WHOLE_JOB;
        return new Strike(moment, nth, delay, blow);
    }

    /** For a person: what and when. */
    @Override
    public String toString() {
        String later = delayMillis == 0 ? "right" : delayMillis + " ms";
        return blow.title() + " " + later + " after " + moment.title(nth);
    }
}
