package dev.tutti.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Tutti's commands as processes of their own, as the launcher does, and keeps what they print. */
final class Cli {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private final Path home;
    private final Path outputs;

    Cli(Path home, Path outputs) {
        this.home = home;
        this.outputs = outputs;
    }

    /**
     * What a command came to.
     *
     * @param exitCode its exit code
     * @param output what it printed, errors included
     */
    record Ended(int exitCode, String output) {}

    /** Runs {@code tutti cluster …} to its end. */
    Ended cluster(String... words) throws IOException, InterruptedException {
        return run("dev.tutti.deploy.local.Main", "cluster", words);
    }

    /** Runs {@code tutti fleet …} to its end. */
    Ended fleet(String... words) throws IOException, InterruptedException {
        return run("dev.tutti.simulator.Tutti", "fleet", words);
    }

    /** Runs {@code tutti task …} or {@code tutti model …} to its end. */
    Ended tutti(String command, String... words) throws IOException, InterruptedException {
        return run("dev.tutti.simulator.Tutti", command, words);
    }

    private Ended run(String mainClass, String command, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.tutti,java.lang,java.util",
                "-Dtutti.root=" + ROOT,
                "-Dtutti.log=" + outputs.resolve(command + ".log"),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                command));
        line.addAll(List.of(words));
        line.addAll(List.of("--home", home.toString()));
        Path output = Files.createTempFile(outputs, command, ".out");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        Process process = builder.start();
        if (!process.waitFor(100, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end; it printed:\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
