package dev.tutti.deploy.local;

import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the build makes for a cluster: two class paths and the job jar.
 *
 * @param root the project's folder
 */
record Distribution(Path root) {
    /** Set by the launcher and by the tests. */
    private static final String ROOT = "tutti.root";

    Distribution {
        root = root.toAbsolutePath().normalize();
    }

    /** The one this process was started from. */
    static Distribution current() {
        return new Distribution(Path.of(System.getProperty(ROOT, ".")));
    }

    /** Flink's class path, as {@code java -cp} takes it. */
    String flinkClassPath() throws TuttiException {
        return lib("flink-lib");
    }

    /** The broker's. */
    String brokerClassPath() throws TuttiException {
        return lib("broker-lib");
    }

    private String lib(String name) throws TuttiException {
        Path lib = root.resolve("deploy/local").resolve(name).resolve("target/lib");
        if (!Files.isDirectory(lib)) {
            throw notBuilt(lib.toString());
        }
        return lib + "/*";
    }

    /** The job with all it needs beside Flink. */
    Path jobJar() throws TuttiException {
        Path target = root.resolve("flink-job/target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> jars = files.filter(
                                file -> file.getFileName().toString().matches("tutti-flink-job-.*-job\\.jar"))
                        .toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
            } catch (IOException e) {
                throw new TuttiException(TuttiError.CLUSTER_NOT_BUILT, target + ": cannot be listed: " + e, e);
            }
        }
        throw notBuilt(target + "/tutti-flink-job-*-job.jar, once");
    }

    private static TuttiException notBuilt(String what) {
        return new TuttiException(
                TuttiError.CLUSTER_NOT_BUILT,
                "expected " + what + "; ./tutti cluster builds it, as does mvn package -DskipTests");
    }
}
