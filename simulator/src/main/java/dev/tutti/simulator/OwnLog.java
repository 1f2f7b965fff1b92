package dev.tutti.simulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gives a fleet a log of its own, so that fleets of several populations at once do not write over each other's. */
final class OwnLog {
    private static final String LOG = "tutti.log";

    private OwnLog() {}

    /** Names it, when the launcher named one. To be called before anything logs: a log is opened once. */
    static void of(@Nullable String population) {
        String log = System.getProperty(LOG);
        if (log != null && population != null) {
            System.setProperty(LOG, named(Path.of(log), population).toString());
        }
    }

    /** {@code fleet.log} becomes {@code fleet-fitness+team.log}; no two populations share one. */
    static Path named(Path log, String population) {
        String name = String.valueOf(log.getFileName()).replaceFirst("\\.log$", "");
        // A name holds no '+', so nothing else becomes the same.
        return log.resolveSibling(name + "-" + population.replace('/', '+') + ".log");
    }
}
