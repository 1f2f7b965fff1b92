package dev.tutti.simulator;

import dev.tutti.simulator.report.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A progress nobody watches. */
final class Silence {
    private Silence() {}

    static Progress progress() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    }
}
