package dev.tutti.simulator.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One device's share of the fleet's threads, which knows when the device has nothing left to do: every message that was
 * delivered to it has been read.
 */
final class IdleExecutor implements Executor {
    private final Executor shared;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private int underWay;

    /**
     * @param shared lends its threads
     */
    IdleExecutor(Executor shared) {
        this.shared = shared;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            underWay++;
        }
        try {
            shared.execute(() -> {
                try {
                    task.run();
                } finally {
                    ended();
                }
            });
        } catch (RuntimeException e) {
            ended();
            throw e;
        }
    }

    /** Completes once nothing is under way: now, or when the last task, with whatever it started, has ended. */
    synchronized CompletableFuture<Void> whenIdle() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        if (underWay == 0) {
            idle.complete(null);
        } else {
            waiting.add(idle);
        }
        return idle;
    }

    private void ended() {
        List<CompletableFuture<Void>> idle;
        synchronized (this) {
            underWay--;
            if (underWay > 0) {
                return;
            }
            idle = new ArrayList<>(waiting);
            waiting.clear();
        }
        idle.forEach(future -> future.complete(null));
    }
}
