package dev.tutti.device.train;

import java.util.Arrays;

/**
 * One labelled example of this device. It never leaves the device; only a trainer in this process sees it.
 *
 * <p>Owns {@code features}: the array is not copied, because a device holds many thousands of examples, so whoever
 * creates an example must not change the array afterwards, and readers must not write to it.
 *
 * @param features the plan's {@code features} values, in the plan's order; every value finite
 * @param label class, in 0 ≤ label &lt; the plan's {@code classes}
 */
@SuppressWarnings("ArrayRecordComponent") // documented ownership, equals and hashCode by content below
public record Example(float[] features, int label) {
    /** Refuses a negative label; values are checked against a plan only when one is known. */
    public Example {
        if (label < 0) {
            throw new IllegalArgumentException("label: expected at least 0, got " + label);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Example that && label == that.label && Arrays.equals(features, that.features);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(features) + label;
    }

    /** Says the shape only: examples are private, and a log is not. */
    @Override
    public String toString() {
        return "Example[" + features.length + " features]";
    }
}
