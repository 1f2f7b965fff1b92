package dev.tutti.job.update;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The door a device's records come through. Devices share a fixed number of doors, so that what one of them may hold is
 * counted in one place: under the door's key, whatever the parallelism and across every restore.
 *
 * <p>Doors lie at even distances in the key groups, so each of up to {@link #DOORS} subtasks gets its share.
 */
public final class DoorKey {
    /** Doors of a job, for ever: they are part of where state lives. More subtasks than this would stand idle. */
    public static final int DOORS = 32;

    private static final int MAX_PARALLELISM = 128;
    private static final int[] KEYS = keys();

    private DoorKey() {}

    /** The key of a device's door. */
    public static int of(String device) {
        return KEYS[KeyGroupRangeAssignment.assignToKeyGroup(device, DOORS)];
    }

    private static int[] keys() {
        int[] keys = new int[DOORS];
        for (int door = 0; door < DOORS; door++) {
            int keyGroup = door * (MAX_PARALLELISM / DOORS);
            while (KeyGroupRangeAssignment.assignToKeyGroup(keys[door], MAX_PARALLELISM) != keyGroup) {
                keys[door]++;
            }
        }
        return keys;
    }
}
