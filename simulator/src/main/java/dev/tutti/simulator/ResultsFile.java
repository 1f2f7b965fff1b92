package dev.tutti.simulator;

import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.FiguresFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file given with {@code --json}, if one was: tried before a run, written after it. */
record ResultsFile(@Nullable Path path) {
    /** A run whose results cannot be kept is not worth starting. */
    void check() throws TuttiException {
        if (path != null) {
            try {
                FiguresFile.checkWritable(path);
            } catch (IOException e) {
                throw notWritten(path, e);
            }
        }
    }

    void write(DemoFigures all) throws TuttiException {
        if (path != null) {
            try {
                FiguresFile.write(path, all);
            } catch (IOException e) {
                throw notWritten(path, e);
            }
        }
    }

    private static TuttiException notWritten(Path json, IOException e) {
        return new TuttiException(
                TuttiError.RESULTS_NOT_WRITTEN, json + ": expected a file that can be written, got " + e, e);
    }
}
