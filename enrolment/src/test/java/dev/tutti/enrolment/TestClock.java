package dev.tutti.enrolment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
public final class TestClock implements InstantSource {
    private Instant now = Instant.ofEpochMilli(1_800_000_000_000L);

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves it; backwards too. */
    public void move(Duration by) {
        now = now.plus(by);
    }
}
