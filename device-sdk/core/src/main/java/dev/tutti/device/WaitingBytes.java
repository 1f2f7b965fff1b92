package dev.tutti.device;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of messages wait to be looked at, up to a bound. Safe for use by several threads. */
final class WaitingBytes {
    private final long most;
    private final AtomicLong waiting = new AtomicLong();

    /**
     * @param most bytes that may wait at a time
     */
    WaitingBytes(long most) {
        this.most = most;
    }

    /** Counts so many more, unless they do not fit. */
    boolean fit(long bytes) {
        if (waiting.addAndGet(bytes) > most) {
            waiting.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** So many were looked at. */
    void lookedAt(long bytes) {
        waiting.addAndGet(-bytes);
    }

    /** Bytes that wait. */
    long count() {
        return waiting.get();
    }
}
