package dev.tutti.simulator.workload.fitness;

import java.util.random.RandomGenerator;

/**
 * How one person moves and carries the phone: what makes two people's windows of the same activity differ.
 *
 * @param cadence factor on every activity's steps per second, about 0.8 … 1.2
 * @param energy factor on every activity's accelerations, about 0.6 … 1.6
 * @param sharpness share of a step's energy in the heel strike rather than the sway, 0 … 1
 * @param asymmetry how much a left step differs from a right one, 0 … 0.4 of the step's amplitude
 * @param lag phase by which forward motion follows vertical motion, radians
 * @param pitch how far the upright phone leans in the pocket, radians
 * @param roll how far it turns sideways, radians
 * @param upsideDown whether it is carried top down
 * @param seatedPitch how far the phone lies down when its owner sits, radians
 * @param restlessness standard deviation of slow movement when sitting or standing, m/s²
 * @param noise sensor noise, standard deviation, m/s²
 */
record Gait(
        double cadence,
        double energy,
        double sharpness,
        double asymmetry,
        double lag,
        double pitch,
        double roll,
        boolean upsideDown,
        double seatedPitch,
        double restlessness,
        double noise) {

    /** Draws a person. */
    static Gait draw(RandomGenerator random) {
        return new Gait(
                clamp(1 + 0.05 * random.nextGaussian(), 0.85, 1.15),
                clamp(StrictMath.exp(0.16 * random.nextGaussian()), 0.6, 1.6),
                clamp(0.5 + 0.10 * random.nextGaussian(), 0.1, 0.9),
                clamp(0.12 + 0.07 * random.nextGaussian(), 0, 0.4),
                1.2 + 0.3 * random.nextGaussian(),
                0.15 * random.nextGaussian(),
                0.22 * random.nextGaussian(),
                random.nextDouble() < 0.08,
                clamp(1.15 + 0.3 * random.nextGaussian(), 0.5, 1.57),
                clamp(StrictMath.exp(-1.6 + 0.5 * random.nextGaussian()), 0.05, 0.8),
                clamp(StrictMath.exp(-1.9 + 0.4 * random.nextGaussian()), 0.05, 0.5));
    }

    private static double clamp(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
