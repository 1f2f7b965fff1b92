package dev.tutti.job.aggregate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The key under which a slice of a cohort lives: {@code cohort/slice/salt}, salted so that slices spread evenly.
 *
 * <p>Plain hashing of few keys leaves some subtasks with two slices and some with none. The salt is the smallest number
 * that puts the key into the key group {@code (hash(cohort) + slice · step) mod max}, with {@code step} near the golden
 * section of {@code max}: consecutive slices then fall far apart for every parallelism. Needs {@code max} tries on
 * average, so results are remembered.
 */
public final class SliceKey {
    /** Must equal the job's maximum parallelism, for ever: it is part of where state lives. */
    public static final int MAX_PARALLELISM = 128;

    private static final int STEP = 79;
    private static final int REMEMBERED = 4096;
    private static final Map<String, String> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    private SliceKey() {}

    /**
     * The salted key of a slice.
     *
     * @param cohort announcement hash, hex
     * @param slice slice, 0-based (any int: garbage is keyed too, and expires)
     */
    public static String of(String cohort, int slice) {
        String plain = cohort + "/" + slice;
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(plain, p -> salted(cohort, slice));
        }
    }

    private static String salted(String cohort, int slice) {
        int wanted = Math.floorMod((long) cohort.hashCode() + (long) slice * STEP, MAX_PARALLELISM);
        for (int salt = 0; ; salt++) {
            String key = cohort + "/" + slice + "/" + salt;
            if (KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM) == wanted) {
                return key;
            }
        }
    }
}
