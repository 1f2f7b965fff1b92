package dev.tutti.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededDisruptionsTest {
    @Test
    void everyRoundLosesExactlyTheSameNumberOfDevicesInEqualParts() {
        DisruptionPlan plan = new SeededDisruptions(1, 60, 12, 0.1);
        for (int round = 1; round <= 20; round++) {
            Map<Disruption, Integer> counts = new EnumMap<>(Disruption.class);
            for (int device = 0; device < 60; device++) {
                counts.merge(plan.of(device, round), 1, Integer::sum);
            }
            assertThat(counts)
                    .containsEntry(Disruption.NONE, 48)
                    .containsEntry(Disruption.BEFORE_TRAINING, 4)
                    .containsEntry(Disruption.AFTER_TRAINING, 4)
                    .containsEntry(Disruption.MID_UPLOAD, 4);
        }
    }

    @Test
    void theSameSeedGivesTheSamePlanAndAnotherRoundAnother() {
        DisruptionPlan plan = new SeededDisruptions(7, 40, 20, 0.5);
        DisruptionPlan again = new SeededDisruptions(7, 40, 20, 0.5);
        Set<String> patterns = new HashSet<>();
        for (int round = 1; round <= 10; round++) {
            StringBuilder pattern = new StringBuilder();
            for (int device = 0; device < 40; device++) {
                assertThat(plan.of(device, round)).isEqualTo(again.of(device, round));
                assertThat(plan.isSilent(device, round)).isEqualTo(again.isSilent(device, round));
                pattern.append(plan.of(device, round).ordinal());
            }
            patterns.add(pattern.toString());
        }
        assertThat(patterns).hasSize(10);
    }

    @Test
    void inEveryRoundTheSameNumberWouldBeSilentButNotTheSameDevices() {
        SeededDisruptions plan = new SeededDisruptions(3, 60, 12, 0.1);
        Set<Integer> everSilent = new HashSet<>();
        for (int round = 1; round <= 50; round++) {
            int silent = 0;
            for (int device = 0; device < 60; device++) {
                if (plan.isSilent(device, round)) {
                    silent++;
                    everSilent.add(device);
                }
            }
            assertThat(silent).isEqualTo(6);
        }
        assertThat(everSilent).hasSizeGreaterThan(50);
        assertThat(new SeededDisruptions(3, 60, 0, 0).isSilent(1, 1)).isFalse();
        assertThat(new SeededDisruptions(3, 60, 0, 1).isSilent(1, 1)).isTrue();
    }

    @Test
    void aPlanThatLosesEverybodyIsRefused() {
        assertThatThrownBy(() -> new SeededDisruptions(1, 5, 5, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
