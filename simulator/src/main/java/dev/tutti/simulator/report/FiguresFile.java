package dev.tutti.simulator.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures as JSON, for machines: everything the demo printed. A figure there is none of is null. */
public final class FiguresFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private FiguresFile() {}

    /**
     * Makes sure, before there are any figures, that the file can be written. Makes the folders above it that are
     * missing; what the file holds stays, and a file that was not there is not left behind.
     *
     * @throws IOException when it cannot
     */
    public static void checkWritable(Path file) throws IOException {
        makeFolder(file);
        boolean existed = Files.exists(file);
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        if (!existed) {
            Files.deleteIfExists(file);
        }
    }

    /** Writes the file, and the folders above it that are missing. */
    public static void write(Path file, DemoFigures figures) throws IOException {
        makeFolder(file);
        Files.writeString(file, JSON.writeValueAsString(tree(figures)) + "\n");
    }

    private static void makeFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    static ObjectNode tree(DemoFigures figures) {
        ObjectNode root = JSON.createObjectNode();
        root.put("workload", figures.workload());
        root.put("source", figures.source());
        root.put("devices", figures.devices());
        root.put("seed", figures.seed());
        var rounds = root.putArray("rounds");
        figures.rounds().forEach(round -> rounds.add(tree(round)));
        put(root, "finalAccuracy", figures.finalAccuracy());
        put(root, "plaintextAccuracy", figures.plaintextAccuracy());
        figures.exact().ifPresentOrElse(exact -> root.put("exact", exact), () -> root.putNull("exact"));
        root.put("bytesPerUpdate", figures.bytesPerUpdate());
        root.put("plainBytesPerUpdate", figures.plainBytesPerUpdate());
        root.put("parameters", figures.parameters());
        root.put("unseenExamples", figures.unseenExamples());
        root.put("unseenWhose", figures.unseenWhose());
        counts(root, "dropped", figures.dropped());
        root.put("seconds", figures.seconds());
        return root;
    }

    private static ObjectNode tree(RoundFigures figures) {
        RoundResult result = figures.result();
        ObjectNode round = JSON.createObjectNode();
        round.put("round", result.round());
        round.put("subCohort", result.subCohort());
        round.put("subCohorts", result.subCohorts());
        round.put("announced", result.announced());
        round.put("trained", result.trained());
        round.put("uploaded", result.uploaded());
        round.put("verified", result.verified());
        round.put("sealed", result.sealed());
        round.put("late", result.late());
        counts(round, "rejected", result.rejected());
        round.put("votes", result.votes());
        round.put("replies", result.replies());
        round.put("committee", result.committee());
        put(round, "accuracy", result.accuracy());
        round.put("evaluatedVersion", result.evaluatedVersion());
        put(round, "heldOutAccuracy", figures.heldOutAccuracy());
        put(round, "plaintextAccuracy", figures.plaintextAccuracy());
        round.put("modelVersion", result.modelVersion());
        round.put("promotedVersion", result.promotedVersion());
        round.put("belowGuard", result.belowGuard());
        round.put("seconds", result.seconds());
        round.put("outcome", result.completed() ? "COMPLETED" : "BURNED");
        round.put("reason", result.reason());
        figures.exact().ifPresentOrElse(exact -> round.put("exact", exact), () -> round.putNull("exact"));
        round.put("barred", result.barred());
        counts(round, "dropped", result.dropped());
        return round;
    }

    private static void counts(ObjectNode node, String key, Map<String, Integer> counts) {
        ObjectNode inner = node.putObject(key);
        counts.forEach(inner::put);
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
