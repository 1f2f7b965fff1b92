package dev.tutti.connectors.kafka.embedded;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * The wall clock of an {@link EmbeddedKafka}: what it stamps records with. Runs with the machine's until it is stepped, as
 * an operating system's clock is when it is corrected. Time spans inside the broker are not touched.
 */
public final class BrokerClock implements Time {
    private final AtomicLong offsetMillis = new AtomicLong();

    /** A clock that shows the machine's time. */
    public BrokerClock() {}

    /**
     * Steps the clock.
     *
     * @param millis by how much, negative for backwards; steps add up
     */
    public void step(long millis) {
        offsetMillis.addAndGet(millis);
    }

    @Override
    public long milliseconds() {
        return Time.SYSTEM.milliseconds() + offsetMillis.get();
    }

    @Override
    public long nanoseconds() {
        return Time.SYSTEM.nanoseconds();
    }

    @Override
    public void sleep(long millis) {
        Time.SYSTEM.sleep(millis);
    }

    @Override
    public void waitObject(Object lock, Supplier<Boolean> condition, long deadlineMillis) throws InterruptedException {
        // The system clock's deadline is on the system's clock.
        Time.SYSTEM.waitObject(lock, condition, deadlineMillis - offsetMillis.get());
    }
}
