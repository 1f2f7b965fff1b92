package dev.tutti.device;

import java.time.Duration;

/**
 * How often to take part, when conditions allow.
 *
 * @param interval time between runs that contributed; a run that did not is retried earlier
 */
public record TrainingRequest(Duration interval) {
    /** Shortest interval: two updates of one device should be far apart, or they can be compared. */
    public static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

    /** Refuses an interval below {@link #MIN_INTERVAL}. */
    public TrainingRequest {
        if (interval.compareTo(MIN_INTERVAL) < 0) {
            throw new IllegalArgumentException("interval: expected at least " + MIN_INTERVAL + ", got " + interval);
        }
    }

    /** Starts a request to run again and again. */
    public static Builder recurring(Duration interval) {
        return new Builder(interval);
    }

    /** Builds a {@link TrainingRequest}. */
    public static final class Builder {
        private final Duration interval;

        private Builder(Duration interval) {
            this.interval = interval;
        }

        /** The request. */
        public TrainingRequest build() {
            return new TrainingRequest(interval);
        }
    }
}
