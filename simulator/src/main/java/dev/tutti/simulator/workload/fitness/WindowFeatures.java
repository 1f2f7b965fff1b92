package dev.tutti.simulator.workload.fitness;

import java.util.Arrays;

/**
 * The 43 features of a window, as the WISDM v1.1 study defines them (Kwapisz, Weiss and Moore, "Activity Recognition
 * using Cell Phone Accelerometers", 2010, section 2.2), in its column order: ten bins per axis, then per axis the
 * average, the time between peaks, the average absolute deviation, the standard deviation, and last the average
 * resultant.
 *
 * <p>{@link #standardise} then moves every feature to about zero mean and unit spread by constants fixed here, once, for
 * everybody: no device's statistics leave it to normalise another's.
 */
public final class WindowFeatures {
    /** Number of features. */
    public static final int COUNT = 43;

    private static final int BINS = 10;
    private static final int AVERAGE = 30;
    private static final int PEAK = 33;
    private static final int ABSOLUTE_DEVIATION = 36;
    private static final int STANDARD_DEVIATION = 39;
    private static final int RESULTANT = 42;
    private static final double MILLIS_PER_SAMPLE = 1000.0 / Window.RATE;

    /** Values this far from the centre carry no more information; a broken sensor must not drown the rest. */
    private static final float LIMIT = 5f;

    private static final float[] CENTRE = new float[COUNT];
    private static final float[] SCALE = new float[COUNT];

    static {
        Arrays.fill(CENTRE, 0, AVERAGE, 0.10f);
        Arrays.fill(SCALE, 0, AVERAGE, 0.06f);
        Arrays.fill(SCALE, AVERAGE, PEAK, 5f);
        Arrays.fill(CENTRE, PEAK, ABSOLUTE_DEVIATION, 900f);
        Arrays.fill(SCALE, PEAK, ABSOLUTE_DEVIATION, 800f);
        Arrays.fill(CENTRE, ABSOLUTE_DEVIATION, STANDARD_DEVIATION, 2f);
        Arrays.fill(SCALE, ABSOLUTE_DEVIATION, STANDARD_DEVIATION, 1.5f);
        Arrays.fill(CENTRE, STANDARD_DEVIATION, RESULTANT, 2.5f);
        Arrays.fill(SCALE, STANDARD_DEVIATION, RESULTANT, 1.8f);
        CENTRE[RESULTANT] = 10.5f;
        SCALE[RESULTANT] = 1.5f;
    }

    private WindowFeatures() {}

    /**
     * The raw features of a window.
     *
     * @return {@link #COUNT} values; NaN for a time between peaks that the window does not show
     */
    static float[] of(Window window) {
        float[] features = new float[COUNT];
        for (int axis = 0; axis < 3; axis++) {
            float[] values = window.axis(axis);
            double mean = mean(values);
            bins(values, features, axis * BINS);
            features[AVERAGE + axis] = (float) mean;
            features[PEAK + axis] = (float) timeBetweenPeaks(values);
            features[ABSOLUTE_DEVIATION + axis] = (float) absoluteDeviation(values, mean);
            features[STANDARD_DEVIATION + axis] = (float) standardDeviation(values, mean);
        }
        features[RESULTANT] = (float) resultant(window);
        return features;
    }

    /**
     * Centres and scales raw features by the workload's constants, in place. A missing value (NaN) becomes 0, the
     * centre; everything is held within ±{@value #LIMIT}.
     *
     * @param features {@link #COUNT} raw features
     * @return the same array
     */
    static float[] standardise(float[] features) {
        if (features.length != COUNT) {
            throw new IllegalArgumentException("features: expected " + COUNT + ", got " + features.length);
        }
        for (int i = 0; i < COUNT; i++) {
            float value = Float.isNaN(features[i]) ? 0 : (features[i] - CENTRE[i]) / SCALE[i];
            features[i] = Math.max(-LIMIT, Math.min(LIMIT, value));
        }
        return features;
    }

    /** Share of samples in each tenth of the range from the smallest to the largest. */
    private static void bins(float[] values, float[] features, int at) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float width = (most - least) / BINS;
        for (float value : values) {
            int bin = width > 0 ? Math.min(BINS - 1, (int) ((value - least) / width)) : 0;
            features[at + bin] += 1f / values.length;
        }
    }

    /**
     * Average time between peaks in milliseconds: local peaks within 10 % of the largest value's height above the mean,
     * and where these are fewer than three, within 20 %, 30 % … until three are found.
     */
    private static double timeBetweenPeaks(float[] values) {
        double mean = mean(values);
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        for (int percent = 10; percent <= 100; percent += 10) {
            double threshold = most - (most - mean) * percent / 100;
            int first = -1;
            int last = -1;
            int peaks = 0;
            for (int i = 1; i + 1 < values.length; i++) {
                if (values[i] >= threshold && values[i] > values[i - 1] && values[i] >= values[i + 1]) {
                    first = first < 0 ? i : first;
                    last = i;
                    peaks++;
                }
            }
            if (peaks >= 3) {
                return (last - first) * MILLIS_PER_SAMPLE / (peaks - 1);
            }
        }
        return Double.NaN;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double absoluteDeviation(float[] values, double mean) {
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value - mean);
        }
        return sum / values.length;
    }

    private static double standardDeviation(float[] values, double mean) {
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    private static double resultant(Window window) {
        double sum = 0;
        for (int i = 0; i < Window.SAMPLES; i++) {
            double x = window.x()[i];
            double y = window.y()[i];
            double z = window.z()[i];
            sum += Math.sqrt(x * x + y * y + z * z);
        }
        return sum / Window.SAMPLES;
    }
}
