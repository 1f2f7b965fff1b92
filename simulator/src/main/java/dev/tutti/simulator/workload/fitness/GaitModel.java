package dev.tutti.simulator.workload.fitness;

import java.util.random.RandomGenerator;

/**
 * Makes accelerometer windows of a person doing an activity. The model, per window:
 *
 * <ol>
 *   <li>The phase of the steps advances at the activity's cadence × the person's × a factor for the window (5 % spread),
 *       with a small random walk, because nobody walks like a clock.
 *   <li>Vertical motion is the sum of a sway (first two harmonics of the step) and a heel strike (a pulse of 80 ms at
 *       the start of each step); forward motion follows it with the person's lag; lateral motion swings at the stride,
 *       half the step frequency. Every second step is weaker or stronger by the person's asymmetry.
 *   <li>At rest only slow sway and breathing are left.
 *   <li>Gravity is added, and everything is turned into the phone's axes by the person's way of carrying it, which
 *       shifts a little from window to window; stairs lean the thigh, sitting lays the phone down.
 *   <li>Sensor noise is added and the sensor saturates at ±2 g.
 * </ol>
 *
 * The constants are round numbers of the size the gait literature and the WISDM v1.1 averages show (walking about two
 * steps a second with a standard deviation of 2 to 6 m/s² per axis; jogging faster and two to three times as strong;
 * stairs slower). Stairs and walking overlap across people on purpose: telling them apart is what training is for.
 *
 * <p>All functions are deterministic given the generator, on every platform ({@link StrictMath}).
 */
final class GaitModel {
    private static final double GRAVITY = 9.81;
    private static final double SATURATION = 2 * GRAVITY;
    private static final double STRIKE_SECONDS = 0.08;

    /**
     * @param cadence steps per second
     * @param vertical amplitude of vertical sway, m/s²
     * @param forward amplitude of forward motion, m/s²
     * @param lateral amplitude of sideways motion, m/s²
     * @param strike height of the heel strike, m/s²
     * @param lean how far the phone leans with the thigh, radians
     */
    private record Motion(
            double cadence, double vertical, double forward, double lateral, double strike, double lean) {}

    private GaitModel() {}

    private static Motion motion(Activity activity) {
        return switch (activity) {
            case WALKING -> new Motion(1.90, 3.2, 2.2, 1.5, 5.0, 0.05);
            case JOGGING -> new Motion(2.60, 7.5, 4.0, 3.2, 9.0, 0.15);
            case UPSTAIRS -> new Motion(1.55, 2.6, 2.6, 1.7, 2.0, 0.42);
            case DOWNSTAIRS -> new Motion(1.80, 2.6, 1.4, 1.9, 8.0, 0.20);
            case SITTING, STANDING -> new Motion(0, 0, 0, 0, 0, 0);
        };
    }

    /** One window of this person doing this activity. */
    static Window window(Gait gait, Activity activity, RandomGenerator random) {
        Motion motion = motion(activity);
        double tempo = motion.cadence() * gait.cadence() * (1 + 0.05 * random.nextGaussian());
        double energy = gait.energy() * (1 + 0.08 * random.nextGaussian());
        double[][] body = motion.cadence() > 0
                ? stepping(gait, motion, tempo, energy, random)
                : resting(gait.restlessness() * (activity == Activity.STANDING ? 1.3 : 1), random);
        double pitch = gait.pitch()
                + 0.10 * random.nextGaussian()
                + (activity == Activity.SITTING ? gait.seatedPitch() : motion.lean());
        double roll = gait.roll() + 0.10 * random.nextGaussian();
        return carried(body, pitch, roll, gait.upsideDown(), gait.noise(), random);
    }

    /** Lateral, vertical and forward acceleration of a moving body, without gravity. */
    private static double[][] stepping(Gait gait, Motion motion, double tempo, double energy, RandomGenerator random) {
        double[][] body = new double[3][Window.SAMPLES];
        double phase = random.nextDouble() * 2;
        for (int i = 0; i < Window.SAMPLES; i++) {
            phase += tempo / Window.RATE * (1 + 0.06 * random.nextGaussian());
            long step = (long) StrictMath.floor(phase);
            double within = phase - step;
            double side = (step & 1) == 0 ? 1 + gait.asymmetry() : 1 - gait.asymmetry();
            double angle = 2 * StrictMath.PI * within;
            double sway = StrictMath.cos(angle) + 0.45 * StrictMath.cos(2 * angle + gait.lag());
            double since = within / tempo;
            double pulse = since < STRIKE_SECONDS ? 1 - since / STRIKE_SECONDS : 0;
            double strike = motion.strike() * 2 * gait.sharpness() * pulse;
            body[0][i] = energy * motion.lateral() * StrictMath.sin(StrictMath.PI * phase);
            body[1][i] = energy * side * (motion.vertical() * 2 * (1 - gait.sharpness()) * sway + strike);
            body[2][i] = energy * side * (motion.forward() * StrictMath.sin(angle + gait.lag()) - 0.3 * strike);
        }
        return body;
    }

    /** Slow sway with breathing of a body at rest. */
    private static double[][] resting(double restlessness, RandomGenerator random) {
        double[][] body = new double[3][Window.SAMPLES];
        double breath = 0.2 + 0.1 * random.nextDouble();
        double start = random.nextDouble() * 2 * StrictMath.PI;
        for (int axis = 0; axis < 3; axis++) {
            double drift = 0;
            for (int i = 0; i < Window.SAMPLES; i++) {
                drift = 0.95 * drift + 0.31 * restlessness * random.nextGaussian();
                double breathing = StrictMath.sin(start + 2 * StrictMath.PI * breath * i / Window.RATE);
                body[axis][i] = drift + 0.2 * restlessness * breathing;
            }
        }
        return body;
    }

    /** Adds gravity, turns the body's axes into the phone's, adds noise and saturates. */
    private static Window carried(
            double[][] body, double pitch, double roll, boolean upsideDown, double noise, RandomGenerator random) {
        double sinPitch = StrictMath.sin(pitch);
        double cosPitch = StrictMath.cos(pitch);
        double sinRoll = StrictMath.sin(roll);
        double cosRoll = StrictMath.cos(roll);
        double sign = upsideDown ? -1 : 1;
        float[][] phone = new float[3][Window.SAMPLES];
        for (int i = 0; i < Window.SAMPLES; i++) {
            double lateral = body[0][i];
            double vertical = body[1][i] + GRAVITY;
            double forward = body[2][i];
            double up = cosPitch * vertical - sinPitch * forward;
            double out = sinPitch * vertical + cosPitch * forward;
            double along = cosRoll * up - sinRoll * lateral;
            double across = sinRoll * up + cosRoll * lateral;
            phone[0][i] = sensed(sign * across, noise, random);
            phone[1][i] = sensed(sign * along, noise, random);
            phone[2][i] = sensed(out, noise, random);
        }
        return new Window(phone[0], phone[1], phone[2]);
    }

    private static float sensed(double value, double noise, RandomGenerator random) {
        double noisy = value + noise * random.nextGaussian();
        return (float) Math.max(-SATURATION, Math.min(SATURATION, noisy));
    }
}
