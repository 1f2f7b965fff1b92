package dev.tutti.deploy.local;

import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Flink processes of a local cluster: a JobManager, and TaskManagers with {@value #SLOTS} slots each. */
final class LocalFlink {
    /** What the JobManager's process is called. */
    static final String JOB_MANAGER = "jobmanager";

    private static final String TASK_MANAGER = "taskmanager-";

    /** Tasks that run side by side in one TaskManager. */
    static final int SLOTS = 2;

    private static final int JOB_MANAGER_HEAP_MEBIBYTES = 400;
    private static final int TASK_MANAGER_HEAP_MEBIBYTES = 700;

    /** Flink's own share of a TaskManager's heap; the tasks have the rest. */
    private static final int FRAMEWORK_HEAP_MEBIBYTES = 128;

    private final ClusterHome home;
    private final Distribution distribution;

    LocalFlink(ClusterHome home, Distribution distribution) {
        this.home = home;
        this.distribution = distribution;
    }

    /** What the n-th TaskManager's process is called, from 1. */
    static String taskManager(int n) {
        return TASK_MANAGER + n;
    }

    /** Whether a process of that name is a TaskManager. */
    static boolean isTaskManager(String name) {
        return name.startsWith(TASK_MANAGER);
    }

    /** The JobManager's process. */
    Jvm jobManager() throws TuttiException {
        return new Jvm(
                JOB_MANAGER,
                distribution.flinkClassPath(),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                JOB_MANAGER_HEAP_MEBIBYTES,
                // The job's main method runs here, and Flink looks into java.util for what it would serialise.
                List.of("--add-opens=java.base/java.util=ALL-UNNAMED"),
                List.of("--configDir", home.conf().toString()));
    }

    /** The n-th TaskManager's process. */
    Jvm taskManagerJvm(int n) throws TuttiException {
        return new Jvm(
                taskManager(n),
                distribution.flinkClassPath(),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                TASK_MANAGER_HEAP_MEBIBYTES,
                // Large arrays come and go: the parallel collector takes them better than the default one.
                List.of("-XX:+UseParallelGC", "-XX:MaxDirectMemorySize=224m", "-XX:MaxMetaspaceSize=192m"),
                List.of("--configDir", home.conf().toString(), "-D", "taskmanager.resource-id=" + taskManager(n)));
    }

    /** Writes the settings both kinds of process read. */
    void writeSettings(LocalPorts ports) throws IOException {
        List<String> lines = List.of(
                "# A local cluster. Written anew at every start.",
                "jobmanager.rpc.address: " + LocalPorts.HOST,
                "jobmanager.rpc.port: " + ports.rpc(),
                "jobmanager.bind-host: " + LocalPorts.HOST,
                "jobmanager.memory.heap.size: " + JOB_MANAGER_HEAP_MEBIBYTES + "m",
                "jobmanager.archive.fs.dir: " + uri(home.history()),
                "rest.address: " + LocalPorts.HOST,
                "rest.bind-address: " + LocalPorts.HOST,
                "rest.port: " + ports.rest(),
                "rest.bind-port: '" + ports.rest() + "'",
                "web.upload.dir: " + quoted(home.tmp().toString()),
                "taskmanager.host: " + LocalPorts.HOST,
                "taskmanager.bind-host: " + LocalPorts.HOST,
                "taskmanager.numberOfTaskSlots: " + SLOTS,
                "taskmanager.cpu.cores: " + (double) SLOTS,
                "taskmanager.memory.framework.heap.size: " + FRAMEWORK_HEAP_MEBIBYTES + "m",
                "taskmanager.memory.task.heap.size: " + (TASK_MANAGER_HEAP_MEBIBYTES - FRAMEWORK_HEAP_MEBIBYTES) + "m",
                "taskmanager.memory.framework.off-heap.size: 96m",
                "taskmanager.memory.task.off-heap.size: 64m",
                "taskmanager.memory.network.min: 64m",
                "taskmanager.memory.network.max: 64m",
                "taskmanager.memory.managed.size: 32m",
                "taskmanager.memory.jvm-metaspace.size: 192m",
                "taskmanager.memory.jvm-overhead.min: 64m",
                "taskmanager.memory.jvm-overhead.max: 64m",
                "io.tmp.dirs: " + quoted(home.tmp().toString()),
                "state.backend.type: hashmap",
                "execution.checkpointing.dir: " + uri(home.checkpoints()),
                "execution.checkpointing.savepoint-dir: " + uri(home.savepoints()),
                "execution.checkpointing.num-retained: 3",
                // Never giving up: while a TaskManager is away every attempt fails, and a job that ended would have to
                // be
                // restored by hand.
                "restart-strategy.type: exponential-delay",
                "restart-strategy.exponential-delay.initial-backoff: 500 ms",
                "restart-strategy.exponential-delay.max-backoff: 10 s",
                "restart-strategy.exponential-delay.backoff-multiplier: 1.5",
                "restart-strategy.exponential-delay.reset-backoff-threshold: 1 min",
                // A lost TaskManager is noticed within seconds rather than a minute.
                "heartbeat.interval: 2000",
                "heartbeat.timeout: 15000");
        Files.write(home.conf().resolve("config.yaml"), lines);
    }

    /** What every process of the cluster logs, and where: to its output, which is its log. */
    static Path writeLogging(ClusterHome home) throws IOException {
        Path file = home.conf().resolve("log4j2.properties");
        Files.write(
                file,
                List.of(
                        "status = error",
                        "appender.console.type = Console",
                        "appender.console.name = console",
                        "appender.console.layout.type = PatternLayout",
                        "appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5level %-40.40logger{2} %msg%n",
                        "rootLogger.level = info",
                        "rootLogger.appenderRef.console.ref = console",
                        // Every setting of every client, at every start.
                        "logger.kafkaconfig.name = org.apache.kafka.common.config",
                        "logger.kafkaconfig.level = warn",
                        "logger.kafkaclients.name = org.apache.kafka.clients",
                        "logger.kafkaclients.level = warn",
                        // The Kafka sink names the same gauge again for every checkpoint.
                        "logger.flinkmetrics.name = org.apache.flink.metrics",
                        "logger.flinkmetrics.level = error"));
        return file;
    }

    private static String uri(Path folder) {
        return quoted(folder.toUri().toString());
    }

    /** A YAML string: a path may hold a colon or a hash. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
