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

    /** What puts results into a file. */
    @FunctionalInterface
    interface Writing {
        void to(Path file) throws IOException;
    }

    void write(DemoFigures all) throws TuttiException {
        write(file -> FiguresFile.write(file, all));
    }

    void write(Writing writing) throws TuttiException {
        if (path != null) {
            try {
                writing.to(path);
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
