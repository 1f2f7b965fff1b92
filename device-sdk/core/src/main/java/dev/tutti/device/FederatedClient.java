package dev.tutti.device;

import dev.tutti.device.committee.CommitteeRole;
import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.transport.Transport;
import dev.tutti.secagg.codec.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an app embeds. When conditions allow it trains on this device's examples and sends one masked update to one round;
 * in between it may serve on the committee that opens sums. What left the device is in {@link #egressLog()}, and nothing
 * else left it.
 *
 * <p>Safe for use by several threads. One client at a time may have a state directory open.
 */
public final class FederatedClient implements AutoCloseable {
    /** When to come back after a run that did not contribute, at the earliest. */
    public static final Duration RETRY_AFTER = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(FederatedClient.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    private final String population;
    private final DeviceId device;
    private final RunParts parts;
    private final Transport transport;
    private final StateStore store;
    private final EgressLog egress;
    private final Optional<CommitteeRole> committee;
    private final SerialExecutor serial;
    private final Optional<Supplier<Conditions>> watched;
    private final Runnable releaseThreads;
    private Optional<ContributionRun> running = Optional.empty();
    private CompletableFuture<RunResult> latest = new CompletableFuture<>();
    private CompletableFuture<Void> nextRun = new CompletableFuture<>();
    private Optional<TrainingRequest> request = Optional.empty();
    private boolean closed;

    FederatedClient(
            FederatedClientBuilder builder,
            DeviceId device,
            RunParts parts,
            StateStore store,
            EgressLog egress,
            Optional<CommitteeRole> committee,
            SerialExecutor serial,
            Runnable releaseThreads) {
        this.population = builder.population();
        this.device = device;
        this.parts = parts;
        this.transport = builder.transport();
        this.store = store;
        this.egress = egress;
        this.committee = committee;
        this.serial = serial;
        this.watched = builder.conditions();
        this.releaseThreads = releaseThreads;
    }

    /** Starts a client. */
    public static FederatedClientBuilder builder() {
        return new FederatedClientBuilder();
    }

    /** This device's id, fixed at enrolment. */
    public DeviceId device() {
        return device;
    }

    /**
     * Takes part once, if {@code conditions} allow, and says what came of it. Blocks until then, so never call it on one
     * of the client's own executors; {@link #start} does the same without blocking.
     *
     * @throws IllegalStateException if a run is in progress or the client is closed
     * @throws dev.tutti.device.store.StateStoreException if the device's state cannot be read or written
     */
    public RunResult runOnce(Conditions conditions) {
        return runOnce(() -> conditions);
    }

    /**
     * Takes part once, as {@link #runOnce(Conditions)} does, asking for the conditions again while it goes on: training
     * stops, and nothing leaves, as soon as they no longer allow it.
     */
    public RunResult runOnce(Supplier<Conditions> conditions) {
        try {
            return start(conditions).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Takes part once without blocking: waiting costs no thread, so that many devices can share a few.
     *
     * @param conditions asked at every step and at least once a second while training
     * @return completes when the run is over
     * @throws IllegalStateException if a run is in progress or the client is closed
     */
    public CompletableFuture<RunResult> start(Supplier<Conditions> conditions) {
        ContributionRun run = new ContributionRun(parts, conditions);
        CompletableFuture<RunResult> result = new CompletableFuture<>();
        synchronized (this) {
            if (closed || running.isPresent()) {
                throw new IllegalStateException("expected an open client without a run in progress, found it "
                        + (closed ? "closed" : "running"));
            }
            running = Optional.of(run);
            latest = result;
        }
        try {
            var unused = run.start().whenComplete((done, failure) -> {
                over();
                if (failure == null) {
                    result.complete(done);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException e) {
            over();
            throw new IllegalStateException("expected executors that still take tasks", e);
        }
        return result;
    }

    private synchronized void over() {
        running = Optional.empty();
    }

    /**
     * Takes part again and again until cancelled: after a contribution at the request's interval, otherwise after
     * {@link #RETRY_AFTER}, each time with jitter.
     *
     * @throws IllegalStateException if the builder was given no conditions to watch, or the client is closed
     */
    public synchronized void schedule(TrainingRequest recurring) {
        if (closed || watched.isEmpty()) {
            throw new IllegalStateException(
                    closed ? "expected an open client" : "expected a client built with conditions to watch");
        }
        request = Optional.of(recurring);
        plan(RetryWindow.after(parts.clock().instant(), Duration.ZERO));
    }

    private synchronized void plan(RetryWindow window) {
        nextRun.cancel(false);
        if (request.isPresent() && !closed) {
            Instant at = window.draw(ThreadLocalRandom.current());
            nextRun = serial.after(Duration.between(parts.clock().instant(), at), this::runAsPlanned);
        }
    }

    private void runAsPlanned() {
        Optional<TrainingRequest> recurring;
        synchronized (this) {
            recurring = request;
            if (recurring.isEmpty() || closed) {
                return;
            }
            if (running.isPresent()) {
                plan(RetryWindow.after(parts.clock().instant(), RETRY_AFTER));
                return;
            }
        }
        var unused = start(watched.orElseThrow()).whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.error("a planned run failed", failure);
            }
            boolean contributed = result != null && result.outcome() == ContributionResult.SUCCESS;
            Duration wait = contributed ? recurring.get().interval() : RETRY_AFTER;
            plan(RetryWindow.after(parts.clock().instant(), wait));
        });
    }

    /**
     * Ends the schedule and the run in progress. What is already stored may still be sent by a later run.
     *
     * @param populationToCancel does nothing unless it is this client's
     */
    public void cancel(String populationToCancel) {
        if (!populationToCancel.equals(population)) {
            return;
        }
        synchronized (this) {
            request = Optional.empty();
            nextRun.cancel(false);
            running.ifPresent(ContributionRun::cancel);
        }
    }

    /** Everything that left this device. */
    public EgressLog egressLog() {
        return egress;
    }

    /**
     * Ends everything: the schedule, the run in progress, the decryptor's keys, the transport. Waits for the run's present
     * step. Does nothing the second time.
     */
    @Override
    public void close() {
        CompletableFuture<RunResult> last;
        boolean wait;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            wait = running.isPresent();
            last = latest;
        }
        cancel(population);
        transport.close();
        serial.close();
        committee.ifPresent(CommitteeRole::stop);
        if (wait) {
            awaitQuietly(last);
        }
        store.close();
        releaseThreads.run();
    }

    private static void awaitQuietly(CompletableFuture<RunResult> last) {
        try {
            last.get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            LOG.warn("a run had not ended well when its client was closed: {}", e.toString());
        }
    }
}
