package dev.tutti.deploy.local;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs, known for certain.
 *
 * @param pid its number
 * @param stamp when it began
 */
record RunningProcess(long pid, String stamp) {
    private static final int POLL_MILLIS = 50;

    /** The process of that number, whatever it is; empty when there is none. */
    static Optional<RunningProcess> of(long pid) {
        return ProcessStamp.of(pid).map(stamp -> new RunningProcess(pid, stamp));
    }

    /** Whether it still runs. A later process of the same number is another. */
    boolean isAlive() {
        return ProcessStamp.of(pid).filter(stamp::equals).isPresent();
    }

    /**
     * Asks processes to stop, and after a while makes them.
     *
     * @param patienceSeconds how long each of both is waited for
     * @return those that still run
     */
    static List<RunningProcess> stop(Collection<RunningProcess> processes, int patienceSeconds)
            throws InterruptedException {
        processes.forEach(process -> process.handle().ifPresent(ProcessHandle::destroy));
        awaitEnd(processes, patienceSeconds);
        processes.forEach(process -> process.handle().ifPresent(ProcessHandle::destroyForcibly));
        awaitEnd(processes, patienceSeconds);
        return processes.stream().filter(RunningProcess::isAlive).toList();
    }

    private Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    private static void awaitEnd(Collection<RunningProcess> processes, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (processes.stream().anyMatch(RunningProcess::isAlive) && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
    }
}
