package dev.tutti.device;

import java.util.Optional;

/**
 * What the device is doing right now: whether it may spend power and bandwidth on training.
 *
 * @param idle nobody is using it
 * @param charging it is on mains power
 * @param unmetered its network costs its owner nothing by volume
 * @param batteryPercent charge, 0 to 100; 100 for a device without a battery
 * @param thermal how warm it is
 */
public record Conditions(boolean idle, boolean charging, boolean unmetered, int batteryPercent, Thermal thermal) {
    /** Least charge, in percent, at which a device that is not charging takes part. */
    public static final int MIN_BATTERY_PERCENT = 30;

    /** How warm a device is. */
    public enum Thermal {
        /** As usual. */
        NORMAL,
        /** Warmer than usual, not slowed down. */
        WARM,
        /** Slowed down to cool off: no training. */
        THROTTLED
    }

    /** Refuses a charge that is no percentage. */
    public Conditions {
        if (batteryPercent < 0 || batteryPercent > 100) {
            throw new IllegalArgumentException("batteryPercent: expected 0 to 100, got " + batteryPercent);
        }
    }

    /** A desktop or server that nobody waits for: everything allows training. */
    public static Conditions ideal() {
        return new Conditions(true, true, true, 100, Thermal.NORMAL);
    }

    /** The first condition that forbids taking part now; empty when nothing does. */
    public Optional<String> unmet() {
        if (!idle) {
            return Optional.of("IN_USE");
        }
        if (!unmetered) {
            return Optional.of("METERED");
        }
        if (!charging && batteryPercent < MIN_BATTERY_PERCENT) {
            return Optional.of("BATTERY_LOW");
        }
        return thermal == Thermal.THROTTLED ? Optional.of("THROTTLED") : Optional.empty();
    }
}
