package dev.tutti.simulator.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.simulator.cluster.WholeRound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of the blows: how rounds ended, and everything that differs from what the log says. */
public final class ChaosResult {
    private final List<String> runs = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();

    /** Notes one run: a round, each sub-cohort of which has its end. */
    public void ran(Strike strike, boolean aimed, WholeRound round) {
        List<String> told = new ArrayList<>();
        for (RoundReport report : round.reports()) {
            boolean completed = report.getStatus() == RoundStatus.COMPLETED;
            ends.merge(completed ? "COMPLETED" : "BURNED " + report.getReason(), 1, Integer::sum);
            told.add(
                    completed
                            ? "completed, " + report.getSealed() + " sealed, model " + report.getModelVersion()
                            : "burned, " + report.getReason());
        }
        String missed = aimed ? "" : " (the moment did not come; struck at the round's end)";
        runs.add("run " + round.number() + " · " + strike + missed + " · " + String.join(" · ", told));
    }

    /** Notes a difference. */
    public void differs(String difference) {
        differences.add(difference);
    }

    /** The line of the latest run. */
    public String lastLine() {
        return runs.get(runs.size() - 1);
    }

    /** Everything that differed, for a person; empty when nothing did. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** How often cohorts ended in which way: COMPLETED, or BURNED with a reason. */
    public Map<String, Integer> ends() {
        return Map.copyOf(ends);
    }

    /** The closing lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(runs.size() + " runs: " + ends);
        lines.add(differences.size()
                + " differences between what the job said and what the log says (cohort root, sum, model digest)");
        return lines;
    }

    /** Writes everything as JSON. */
    public void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("runs", runs.size());
        root.set("ends", mapper.valueToTree(ends));
        root.set("differences", mapper.valueToTree(differences));
        root.set("lines", mapper.valueToTree(runs));
        Files.writeString(file, mapper.writeValueAsString(root) + System.lineSeparator());
    }
}
