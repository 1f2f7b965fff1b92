package dev.tutti.deploy.local;

import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Which processes of a home run.
 *
 * @param processes by name; empty for one that was started and is gone
 */
record ClusterState(Map<String, Optional<RunningProcess>> processes) {
    static ClusterState of(ClusterHome home) throws IOException {
        return new ClusterState(new Processes(home.root(), home.run()).all());
    }

    boolean runs(String name) {
        return processes.getOrDefault(name, Optional.empty()).isPresent();
    }

    /** Whether there is enough to run a job on. */
    boolean isUp() {
        return runs(LocalBroker.NAME)
                && runs(LocalFlink.JOB_MANAGER)
                && processes.keySet().stream().anyMatch(name -> LocalFlink.isTaskManager(name) && runs(name));
    }

    /** For a person. */
    String runningNames() {
        String names =
                String.join(", ", processes.keySet().stream().filter(this::runs).toList());
        return names.isEmpty() ? "none" : names;
    }
}
