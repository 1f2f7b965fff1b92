package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class SliceKeyTest {
    @Test
    void theSameSliceAlwaysHasTheSameKey() {
        assertThat(SliceKey.of("abc", 5)).isEqualTo(SliceKey.of("abc", 5)).startsWith("abc/5/");
    }

    @Test
    void slicesOfACohortSpreadOverSubtasks() {
        for (int parallelism : new int[] {2, 4, 8, 16}) {
            for (int cohort = 0; cohort < 20; cohort++) {
                Map<Integer, Integer> load = new TreeMap<>();
                int slices = 4 * parallelism;
                for (int slice = 0; slice < slices; slice++) {
                    int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            SliceKey.of("cohort" + cohort, slice), SliceKey.MAX_PARALLELISM, parallelism);
                    load.merge(subtask, 1, Integer::sum);
                }
                assertThat(load).as("parallelism %s", parallelism).hasSize(parallelism);
                assertThat(load.values()).allMatch(n -> n <= 6);
            }
        }
    }

    @Test
    void garbageSlicesAreKeyedToo() {
        assertThat(SliceKey.of("abc", Integer.MIN_VALUE)).isNotEmpty();
        assertThat(SliceKey.of("", -1)).isNotEmpty();
    }
}
