package dev.tutti.device.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that left this device, in a text file a person can read: one tab-separated line each, written before the
 * bytes are handed over and on the disk by then, so the log may name something that did not leave after all but never the
 * other way round, not even after a power cut. A resumed upload is logged again: its bytes may have left twice.
 *
 * <p>Safe for use by several threads. Every method throws {@link StateStoreException} if the file cannot be read or
 * written, and then nothing is sent.
 */
public final class EgressLog {
    private static final String RECEIPT = "RECEIPT";
    private static final String NONE = "-";
    private static final int COLUMNS = 6;

    private final Path file;

    /**
     * @param file where the log lies; its directory must exist
     */
    public EgressLog(Path file) {
        this.file = file;
    }

    /** Notes that something is about to leave. */
    public void leaving(EgressEntry entry) {
        append(
                entry.at().toString(),
                entry.kind().name(),
                entry.round(),
                entry.announcement().orElse(NONE),
                Long.toString(entry.bytes()),
                entry.digest());
    }

    /**
     * Notes what became of the update for an announcement.
     *
     * @param announcement announcement hash in hexadecimal
     * @param result a word, or a few, without tabs or line breaks
     */
    public void receipt(Instant at, String round, String announcement, String result) {
        append(at.toString(), RECEIPT, round, announcement, NONE, result.replaceAll("\\p{Cntrl}", " "));
    }

    /** All entries, oldest first, each update with its latest receipt. */
    public synchronized List<EgressEntry> entries() {
        List<String[]> lines = lines();
        Map<String, String> receipts = new LinkedHashMap<>();
        for (String[] columns : lines) {
            if (columns[1].equals(RECEIPT)) {
                receipts.put(columns[3], columns[5]);
            }
        }
        List<EgressEntry> entries = new ArrayList<>();
        for (String[] columns : lines) {
            if (!columns[1].equals(RECEIPT)) {
                entry(columns, receipts).ifPresent(entries::add);
            }
        }
        return List.copyOf(entries);
    }

    private static Optional<EgressEntry> entry(String[] columns, Map<String, String> receipts) {
        try {
            EgressKind kind = EgressKind.valueOf(columns[1]);
            Optional<String> receipt =
                    kind == EgressKind.UPDATE ? Optional.ofNullable(receipts.get(columns[3])) : Optional.empty();
            Optional<String> announcement = Optional.of(columns[3]).filter(value -> !value.equals(NONE));
            return Optional.of(new EgressEntry(
                    Instant.parse(columns[0]),
                    kind,
                    columns[2],
                    announcement,
                    Long.parseLong(columns[4]),
                    columns[5],
                    receipt));
        } catch (DateTimeException | IllegalArgumentException e) {
            // A line cut short by a crash, or edited by hand: the rest of the log still stands.
            return Optional.empty();
        }
    }

    private List<String[]> lines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(line -> line.split("\t", -1))
                    .filter(columns -> columns.length == COLUMNS)
                    .toList();
        } catch (IOException e) {
            throw new StateStoreException("could not read the egress log", e);
        }
    }

    private synchronized void append(String... columns) {
        // The leading line break seals off a line that a crash cut short.
        String line = "\n" + String.join("\t", columns);
        try {
            boolean isNew = !Files.exists(file);
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
            if (isNew) {
                DurableFiles.syncDirectoryOf(file);
            }
        } catch (IOException e) {
            throw new StateStoreException("could not write the egress log", e);
        }
    }
}
