package dev.tutti.simulator.workload.fitness;

import dev.tutti.device.train.Example;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.WorkloadException.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Reads the WISDM v1.1 transformed data (ARFF, plain or gzip-compressed): ten-second windows of real people, 43 features
 * each. A missing value, written {@code ?}, becomes the centre of its feature.
 */
final class WisdmData {
    private static final String FILE = "WISDM_ar_v1.1_transformed.arff";
    /** id, user, features, class. */
    private static final int COLUMNS = 2 + WindowFeatures.COUNT + 1;

    private static final Map<String, Activity> ACTIVITIES = new HashMap<>();

    static {
        for (Activity activity : Activity.values()) {
            ACTIVITIES.put(activity.title(), activity);
        }
    }

    private WisdmData() {}

    /**
     * Reads all windows.
     *
     * @param folder holds {@value #FILE}, with or without {@code .gz}, itself or in a folder {@code wisdm}
     * @return standardised examples by person, in the order of the file
     * @throws WorkloadException naming the file and line that is missing or not understood
     */
    static Map<Integer, List<Example>> read(Path folder) throws WorkloadException {
        Path file = find(folder);
        Map<Integer, List<Example>> people = new TreeMap<>();
        int number = 0;
        try (BufferedReader lines = open(file)) {
            boolean data = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = line.strip();
                if (!data) {
                    data = text.equalsIgnoreCase("@data");
                } else if (!text.isEmpty() && !text.startsWith("%")) {
                    add(people, text.split(",", -1), file, number);
                }
            }
        } catch (IOException e) {
            throw new WorkloadException(
                    Fault.MALFORMED, file + ": expected readable text after line " + number + ": " + e.getMessage());
        }
        if (people.isEmpty()) {
            throw new WorkloadException(Fault.MALFORMED, file + ": expected windows after @data, found none");
        }
        return people;
    }

    private static Path find(Path folder) throws WorkloadException {
        for (Path place : List.of(folder, folder.resolve("wisdm"))) {
            for (String name : List.of(FILE + ".gz", FILE)) {
                if (Files.isRegularFile(place.resolve(name))) {
                    return place.resolve(name);
                }
            }
        }
        throw new WorkloadException(
                Fault.MISSING, "expected " + FILE + " or " + FILE + ".gz in " + folder + ", found neither");
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static void add(Map<Integer, List<Example>> people, String[] columns, Path file, int number)
            throws WorkloadException {
        String where = file.getFileName() + ", line " + number + ": ";
        if (columns.length != COLUMNS) {
            throw malformed(where + "expected " + COLUMNS + " columns, found " + columns.length);
        }
        Activity activity = ACTIVITIES.get(columns[COLUMNS - 1].strip());
        if (activity == null) {
            throw malformed(where + "expected one of the six activities in the last column");
        }
        float[] features = new float[WindowFeatures.COUNT];
        for (int i = 0; i < features.length; i++) {
            features[i] = number(columns[i + 2].strip(), where, i + 3);
        }
        int person = (int) number(columns[1].strip(), where, 2);
        people.computeIfAbsent(person, p -> new ArrayList<>())
                .add(new Example(WindowFeatures.standardise(features), activity.label()));
    }

    private static float number(String text, String where, int column) throws WorkloadException {
        if (text.equals("?")) {
            return Float.NaN;
        }
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with the place.
        }
        throw malformed(where + "expected a number or ? in column " + column);
    }

    private static WorkloadException malformed(String message) {
        return new WorkloadException(Fault.MALFORMED, message);
    }
}
