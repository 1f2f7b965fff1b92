package dev.tutti.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java process to be.
 *
 * @param name what it is called in this cluster; also its log's name
 * @param classPath its class path
 * @param mainClass its main class
 * @param heapMebibytes its largest heap
 * @param flags further JVM flags
 * @param arguments what its main class is given
 */
record Jvm(
        String name,
        String classPath,
        String mainClass,
        int heapMebibytes,
        List<String> flags,
        List<String> arguments) {
    /** Every process of a cluster carries it, so that it can be told from all others. */
    private static final String HOME_FLAG = "-Dtutti.cluster.home=";

    /** Avro loads no other classes; every JVM that reads our records is told. */
    private static final String AVRO = "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.tutti,java.lang,java.util";

    /** The flag that marks the processes of a home. */
    static String mark(Path home) {
        return HOME_FLAG + home;
    }

    /** Starts it. It reads nothing, writes to its log, and outlives this process. */
    Process start(Path home, Path logs, Path loggingSettings) throws IOException {
        File log = logs.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command(home, loggingSettings))
                .directory(home.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectErrorStream(true);
        return builder.start();
    }

    private List<String> command(Path home, Path loggingSettings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // First: some systems tell only the beginning of a command line.
        command.add(mark(home));
        command.add("-Dtutti.cluster.process=" + name);
        command.add("-Xmx" + heapMebibytes + "m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add(AVRO);
        command.add("-Dlog4j2.configurationFile=" + loggingSettings.toUri());
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
