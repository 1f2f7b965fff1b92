package dev.tutti.device.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on a shared executor. Many devices share a few threads this way, each seeing its
 * own messages in order. A task that throws is logged and the next one runs. After {@link #close} nothing new starts.
 */
public final class SerialExecutor implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** Longer than any device lives; more milliseconds would not fit a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Executor shared;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean running;

    /**
     * @param shared lends its threads, one task at a time
     */
    public SerialExecutor(Executor shared) {
        this.shared = shared;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            if (closed.get()) {
                return;
            }
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        dispatch();
    }

    /**
     * Runs {@code task} here after {@code delay}, unless cancelled or closed before. Waiting costs no thread.
     *
     * @return completes when the delay is over; cancelling it takes the task back
     */
    public CompletableFuture<Void> after(Duration delay, Runnable task) {
        long wait = delay.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(0, delay.toMillis());
        CompletableFuture<Void> due =
                new CompletableFuture<Void>().completeOnTimeout(null, wait, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> unused = due.thenRun(() -> execute(task));
        return due;
    }

    /** Drops what has not started. A running task finishes. */
    @Override
    public void close() {
        synchronized (tasks) {
            closed.set(true);
            tasks.clear();
        }
    }

    private void dispatch() {
        try {
            shared.execute(this::runOne);
        } catch (RejectedExecutionException e) {
            // The shared executor was shut down before this one: nothing can run any more.
            close();
        }
    }

    private void runOne() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.poll();
        }
        try {
            if (task != null) {
                task.run();
            }
        } catch (RuntimeException e) {
            LOG.error("a task failed; the next one runs", e);
        } finally {
            // Even after an Error: a device that stops reading its messages would be silent for good.
            goOn();
        }
    }

    private void goOn() {
        synchronized (tasks) {
            if (tasks.isEmpty()) {
                running = false;
                return;
            }
        }
        dispatch();
    }
}
