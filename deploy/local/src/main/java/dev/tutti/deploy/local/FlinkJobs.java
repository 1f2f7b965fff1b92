package dev.tutti.deploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Questions and requests about jobs that take more than one call. */
final class FlinkJobs {
    private static final Set<String> OVER = Set.of("FINISHED", "CANCELED", "FAILED");
    private static final int POLL_MILLIS = 200;

    private FlinkJobs() {}

    /**
     * How many of a job's tasks run.
     *
     * @param state the job's state, as Flink names it
     * @param running tasks that run
     * @param total all of them
     */
    record Tasks(String state, int running, int total) {
        boolean isOver() {
            return OVER.contains(state);
        }

        boolean allRun() {
            return state.equals("RUNNING") && total > 0 && running == total;
        }
    }

    /** The newest job that is not over. */
    static Optional<JsonNode> live(FlinkRest rest) throws IOException, InterruptedException {
        return rest.jobs().stream()
                .filter(job -> !OVER.contains(job.path("state").asText()))
                .findFirst();
    }

    /** Counts the tasks of a job as {@link FlinkRest#job} tells it. */
    static Tasks tasks(JsonNode job) {
        int running = 0;
        int total = 0;
        for (JsonNode vertex : job.path("vertices")) {
            running += vertex.path("tasks").path("RUNNING").asInt();
            total += vertex.path("parallelism").asInt();
        }
        return new Tasks(job.path("state").asText(), running, total);
    }

    /** Stops a job with a savepoint and tells where that lies. */
    static String stop(FlinkRest rest, String job, String target, Duration patience)
            throws IOException, InterruptedException {
        String request = rest.stop(job, target);
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> path = rest.savepoint(job, request);
            if (path.isPresent()) {
                awaitEnd(rest, job, deadline);
                return path.get();
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new FlinkRest.RefusedException("expected a savepoint within " + patience.toSeconds() + " s");
    }

    /** Cancels a job and waits for its end. */
    static void cancel(FlinkRest rest, String job, Duration patience) throws IOException, InterruptedException {
        rest.cancel(job);
        awaitEnd(rest, job, System.nanoTime() + patience.toNanos());
    }

    private static void awaitEnd(FlinkRest rest, String job, long deadline) throws IOException, InterruptedException {
        while (!tasks(rest.job(job)).isOver()) {
            if (System.nanoTime() > deadline) {
                throw new FlinkRest.RefusedException("expected job " + job + " to end");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
