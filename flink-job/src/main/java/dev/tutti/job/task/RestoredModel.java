package dev.tutti.job.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The older model that a ROLLBACK order names, by content: files that do not hold exactly these bytes are not it.
 *
 * @param version the version it was published as, ≥ 0
 * @param slicePaths its slices, relative to the artifact root, in order
 * @param sliceDigests SHA-256 of each, 64 hex digits
 */
public record RestoredModel(long version, List<String> slicePaths, List<String> sliceDigests) {
    private static final String VERSION = "model.version";
    private static final String SLICES = "model.slices";
    private static final String DIGESTS = "model.digests";

    /** Refuses what could name no model. */
    public RestoredModel {
        slicePaths = List.copyOf(slicePaths);
        sliceDigests = List.copyOf(sliceDigests);
        if (version < 0 || slicePaths.isEmpty() || slicePaths.size() != sliceDigests.size()) {
            throw new IllegalArgumentException("expected a version from 0, and a digest for each of its slices");
        }
        for (String path : slicePaths) {
            if (path.isBlank()
                    || path.startsWith("/")
                    || List.of(path.split("/")).contains("..")) {
                throw new IllegalArgumentException("expected paths below the artifact root");
            }
        }
        if (!sliceDigests.stream().allMatch(digest -> digest.matches("[0-9a-f]{64}"))) {
            throw new IllegalArgumentException("expected digests of 64 hex digits");
        }
    }

    /** Its canonical text: three lines of {@code key=value}. */
    public String text() {
        return DIGESTS + "=" + String.join(",", sliceDigests) + "\n"
                + SLICES + "=" + String.join(",", slicePaths) + "\n"
                + VERSION + "=" + version + "\n";
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static RestoredModel parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int at = line.indexOf('=');
            values.put(line.substring(0, Math.max(0, at)), line.substring(at + 1));
        });
        RestoredModel model = new RestoredModel(
                Long.parseLong(values.getOrDefault(VERSION, "")),
                List.of(values.getOrDefault(SLICES, "").split(",")),
                List.of(values.getOrDefault(DIGESTS, "").split(",")));
        if (!model.text().equals(text)) {
            throw new IllegalArgumentException("expected the canonical form of a model to restore");
        }
        return model;
    }
}
