package dev.tutti.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who the log puts into a cohort. */
class CohortRuleTest {
    private static final Window WINDOW = new Window(1_000, 11_000, 4, 200, 5_000, 5_000);
    private static final CohortLimits LIMITS = new CohortLimits(3, 6, 2);

    @Test
    void theWindowClosesAGraceAfterTheGoalAndEverybodyUpToThenIsIn() {
        CohortRule.Decided decided = decide(at(1, 2_000), at(2, 2_100), at(3, 2_200), at(4, 2_300), at(5, 2_500));

        assertThat(decided.closeAt()).isEqualTo(2_500);
        assertThat(devices(decided)).containsExactly(1, 2, 3, 4, 5);
        assertThat(devices(decide(at(1, 2_000), at(2, 2_100), at(3, 2_200), at(4, 2_300), at(5, 2_501))))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void theOrderOfReadingChangesNothing() {
        List<LoggedUpdate> updates =
                new ArrayList<>(List.of(at(1, 2_000), at(2, 2_000), at(3, 2_000), at(4, 2_200), at(5, 2_400)));
        CohortRule.Decided first = CohortRule.decide(WINDOW, LIMITS, updates);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(updates, new Random(seed));
            assertThat(CohortRule.decide(WINDOW, LIMITS, updates))
                    .as("seed %s", seed)
                    .isEqualTo(first);
        }
    }

    @Test
    void theLimitClosesARoundWithoutItsGoal() {
        assertThat(devices(decide(at(1, 2_000), at(2, 11_000), at(3, 11_001)))).containsExactly(1, 2);
        assertThat(decide(at(1, 2_000), at(2, 11_000)).cohort(LIMITS)).isEmpty();
        assertThat(decide(at(1, 2_000), at(2, 11_000), at(3, 10_000)).cohort(LIMITS))
                .isPresent();
    }

    @Test
    void aCohortNeverExceedsItsLargestSize() {
        assertThat(devices(decide(
                        at(1, 2_000),
                        at(2, 2_000),
                        at(3, 2_000),
                        at(4, 2_000),
                        at(5, 2_000),
                        at(6, 2_000),
                        at(7, 2_000))))
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void anUpdateAloneOnItsBaseWaitsForAnother() {
        assertThat(devices(decide(on(7, 1, 2_000), on(6, 2, 2_010), on(7, 3, 2_020), on(7, 4, 2_030))))
                .containsExactly(1, 3, 4);
        assertThat(devices(decide(on(7, 1, 2_000), on(6, 2, 2_010), on(7, 3, 2_020), on(6, 4, 2_030))))
                .containsExactly(1, 3, 2, 4);
    }

    @Test
    void withoutAMonotoneClockAStepBackWouldMakeAnotherCohort() {
        // One partition; the broker's clock steps back 1.5 s after the second update: 3 to 6 carry earlier stamps.
        long[] stamps = {4_000, 4_100, 2_700, 2_750, 2_960, 2_970};
        assertThat(devices(decided(LogTime.MONOTONE, stamps))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(devices(decided(LogTime.RAW, stamps))).doesNotContain(1, 2);
    }

    private static CohortRule.Decided decided(LogTime time, long[] stamps) {
        LogTime.Clock clock = time.clock();
        List<LoggedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < stamps.length; i++) {
            updates.add(at(i + 1, clock.at(0, stamps[i])));
        }
        return CohortRule.decide(WINDOW, LIMITS, updates);
    }

    private static CohortRule.Decided decide(LoggedUpdate... updates) {
        return CohortRule.decide(WINDOW, LIMITS, List.of(updates));
    }

    private static List<Integer> devices(CohortRule.Decided decided) {
        return decided.contributors().stream()
                .map(update -> (int) update.device().bytes()[0])
                .toList();
    }

    private static LoggedUpdate at(int device, long completedAt) {
        return on(7, device, completedAt);
    }

    private static LoggedUpdate on(long base, int device, long completedAt) {
        byte[] id = new byte[16];
        id[0] = (byte) device;
        return new LoggedUpdate(
                DeviceId.of(id),
                Digest.sha256(id),
                UploadId.of(id),
                base,
                completedAt,
                List.of(),
                new LogPlace(0, device),
                true);
    }
}
