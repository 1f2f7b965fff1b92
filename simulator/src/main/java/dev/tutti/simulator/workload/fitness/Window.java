package dev.tutti.simulator.workload.fitness;

/**
 * Ten seconds of a tri-axial accelerometer at 20 Hz, gravity included. Owns its arrays; readers do not write to them.
 *
 * @param x across the phone, to the right, m/s², {@value #SAMPLES} samples
 * @param y along the phone, upwards, m/s², {@value #SAMPLES} samples
 * @param z out of the screen, m/s², {@value #SAMPLES} samples
 */
@SuppressWarnings("ArrayRecordComponent") // documented ownership; windows are never compared
public record Window(float[] x, float[] y, float[] z) {
    /** Samples per second. */
    public static final int RATE = 20;
    /** Samples per axis. */
    public static final int SAMPLES = 200;

    /** Refuses a window of another length. */
    public Window {
        if (x.length != SAMPLES || y.length != SAMPLES || z.length != SAMPLES) {
            throw new IllegalArgumentException("window: expected " + SAMPLES + " samples per axis, got " + x.length
                    + ", " + y.length + ", " + z.length);
        }
    }

    /** Axis 0, 1 or 2. */
    float[] axis(int index) {
        return switch (index) {
            case 0 -> x;
            case 1 -> y;
            case 2 -> z;
            default -> throw new IllegalArgumentException("axis: expected 0 … 2, got " + index);
        };
    }
}
