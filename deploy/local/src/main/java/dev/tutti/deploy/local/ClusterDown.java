package dev.tutti.deploy.local;

import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Stops everything that runs for a home: Flink first, so that the broker hears how its transactions end. */
final class ClusterDown {
    private static final int PATIENCE_SECONDS = 15;

    private final ClusterOptions options;
    private final Progress progress;
    private final ClusterHome home;

    ClusterDown(ClusterOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
        this.home = options.home();
    }

    /**
     * Stops the cluster.
     *
     * @param lock the home, held
     */
    void run(HomeLock lock) throws TuttiException, IOException, InterruptedException {
        Processes processes = new Processes(home.root(), home.run());
        Set<RunningProcess> all = processes.everything();
        Optional<RunningProcess> broker = processes.running(LocalBroker.NAME);
        Set<RunningProcess> flink = new LinkedHashSet<>(all);
        broker.ifPresent(flink::remove);

        progress.step("stopping Flink");
        stop(flink);
        if (broker.isPresent()) {
            progress.step("stopping the broker");
            stop(List.of(broker.get()));
        }
        processes.forgetTheDead();
        if (!options.keepData()) {
            progress.step("deleting the data");
            for (Path folder : home.data()) {
                delete(folder);
            }
            Files.deleteIfExists(home.addresses());
            Files.deleteIfExists(home.jobConfig());
        }
        progress.done();
        progress.say(all.isEmpty() ? "Nothing was running." : all.size() + " processes stopped.");
        progress.say(
                options.keepData()
                        ? "The data is kept: " + options.next("cluster up") + ", then " + options.next("cluster submit")
                                + " --restore latest, goes on."
                        : "The data is deleted; the development keys stay in "
                                + home.root().resolve("keys") + ".");
    }

    private static void stop(Collection<RunningProcess> processes) throws TuttiException, InterruptedException {
        List<RunningProcess> left = RunningProcess.stop(processes, PATIENCE_SECONDS);
        if (!left.isEmpty()) {
            throw new TuttiException(
                    TuttiError.NOT_STOPPED,
                    "expected these processes to stop, they did not: "
                            + left.stream().map(RunningProcess::pid).toList());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> below = Files.walk(folder)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
