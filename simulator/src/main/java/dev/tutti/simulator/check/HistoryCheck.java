package dev.tutti.simulator.check;

import dev.tutti.job.history.RoundRow;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundSummary;
import dev.tutti.simulator.report.RoundName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/** Holds the round history to the reports: one row per report, field by field, none twice. */
public final class HistoryCheck {
    private static final long POLL_MILLIS = 100;

    private HistoryCheck() {}

    /**
     * The first difference between a history and the reports, once the history has as many rows or patience is over: a
     * file becomes final with the checkpoint after its last row.
     *
     * @param root the history's folder
     * @return what differs, for a person; empty when nothing does
     */
    public static List<String> differences(Path root, List<RoundReport> reports, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<RoundSummary> rows = rows(root);
        while (rows.size() < reports.size() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            rows = rows(root);
        }
        List<String> differences = new ArrayList<>();
        if (rows.size() != reports.size()) {
            differences.add("expected " + reports.size() + " rows of history, found " + rows.size());
        }
        for (RoundReport report : reports) {
            if (!rows.contains(RoundRow.of(report))) {
                differences.add("round " + RoundName.of(report) + " is not in the history as it was reported");
            }
        }
        return differences;
    }

    /** All rows in final files below a folder. */
    public static List<RoundSummary> rows(Path root) throws IOException {
        List<RoundSummary> rows = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return rows;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(HistoryCheck::isFinal)::iterator) {
                try (DataFileReader<RoundSummary> reader =
                        new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(RoundSummary.class))) {
                    reader.forEach(rows::add);
                }
            }
        }
        return rows;
    }

    private static boolean isFinal(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && name.endsWith(".avro") && !name.startsWith(".");
    }
}
