package dev.tutti.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.RoundTiming;
import dev.tutti.simulator.workload.TinyWorkload;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SimulatedTaskTest {
    /** What a job keeps whose configuration has a task for 16 devices. */
    private static final long OF_SIXTEEN = kept(task(16, 8));

    @Test
    void aTaskThatFitsIsLeftAsItIs() {
        SimulatedTask usual = task(16, 8);

        assertThat(usual.within(OF_SIXTEEN)).containsSame(usual);
    }

    @Test
    void aLargerTaskKeepsNothingLongerThanTheJobAndItsPhasesStay() {
        for (int devices : List.of(17, 100, 332, 333, 600)) {
            SimulatedTask usual = task(devices, 8);
            RoundTiming cut = usual.within(OF_SIXTEEN).orElseThrow().timing();

            assertThat(kept(usual)).isGreaterThan(OF_SIXTEEN);
            assertThat(cut.uploadTtlMillis() + cut.retainMillis()).isEqualTo(OF_SIXTEEN);
            assertThat(cut.collectMillis()).isEqualTo(usual.timing().collectMillis());
            assertThat(cut.voteMillis()).isEqualTo(usual.timing().voteMillis());
            assertThat(cut.unmaskMillis()).isEqualTo(usual.timing().unmaskMillis());
        }
    }

    @Test
    void aTaskWhoseRoundsMayTakeLongerThanTheJobKeepsAnythingHasNoSuchLimits() {
        assertThat(task(1000, 8).within(OF_SIXTEEN)).isEmpty();
        assertThat(task(1000, 128).within(OF_SIXTEEN)).isEmpty();
    }

    private static long kept(SimulatedTask task) {
        return task.timing().uploadTtlMillis() + task.timing().retainMillis();
    }

    private static SimulatedTask task(int devices, int members) {
        return SimulatedTask.of(
                TinyWorkload.of(devices), "fitness/team", members, devices, 0, UnaryOperator.identity());
    }
}
