package dev.tutti.job.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

/** Doors are part of where state lies: the same for ever, and spread over whatever subtasks there are. */
class DoorKeyTest {
    @Test
    void aDeviceAlwaysComesThroughTheSameDoor() {
        assertThat(DoorKey.of("cd".repeat(16))).isEqualTo(DoorKey.of("cd".repeat(16)));
    }

    @Test
    void devicesUseAllDoorsAndDoorsSpreadOverSubtasks() {
        Random random = new Random(1);
        Set<Integer> doors = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            doors.add(DoorKey.of(Long.toHexString(random.nextLong())));
        }
        assertThat(doors).hasSize(DoorKey.DOORS);
        for (int parallelism = 1; parallelism <= 16; parallelism++) {
            Map<Integer, Integer> load = new HashMap<>();
            for (int door : doors) {
                load.merge(
                        KeyGroupRangeAssignment.assignKeyToParallelOperator(door, 128, parallelism), 1, Integer::sum);
            }
            assertThat(load).as("parallelism %s", parallelism).hasSize(parallelism);
            int fair = (DoorKey.DOORS + parallelism - 1) / parallelism;
            assertThat(load.values()).as("parallelism %s", parallelism).allMatch(n -> n <= fair);
        }
    }
}
