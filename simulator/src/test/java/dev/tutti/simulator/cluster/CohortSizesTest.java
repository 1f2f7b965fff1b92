package dev.tutti.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.workload.TinyWorkload;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortSizesTest {
    @Test
    void aSingleCohortIsClosedByItsLastSurvivor() {
        CohortSizes sizes = new CohortSizes(60, 48, 16, 1);

        assertThat(sizes.reportGoal()).isEqualTo(48);
        assertThat(sizes.minContributors()).isEqualTo(32);
        assertThat(sizes.checkIns()).isEqualTo(16 + 39);
    }

    @Test
    void whatSubCohortsNeedLeavesRoomForWhatDevicesDraw() {
        for (int subCohorts = 2; subCohorts <= CohortSizes.MOST; subCohorts++) {
            for (int survivors = 6 * subCohorts; survivors <= 1000; survivors += 7) {
                CohortSizes sizes = new CohortSizes(1000, survivors, 8, subCohorts);
                double mean = (double) survivors / subCohorts;

                assertThat(sizes.refusal()).isEmpty();
                assertThat(sizes.minContributors()).isBetween(CohortSizes.MIN_CONTRIBUTORS, (int) (mean / 2));
                assertThat(sizes.checkIns()).isBetween(8 * subCohorts, 1000);
            }
        }
    }

    @Test
    void theJobIsToldOfSubCohortsAndSealing(@TempDir Path artifacts) throws Exception {
        SimulatedTask task = SimulatedTask.of(TinyWorkload.of(24), "fitness/team", 8, 24, 0, UnaryOperator.identity())
                .withSubCohorts(2)
                .withSealing(ShareSealing.HPKE_X_WING);
        TaskConfig config = task.config(
                PublishedTask.write(task, artifacts, dev.tutti.secagg.sign.OperatorKey.generate(new SecureRandom())));

        assertThat(config.subCohorts()).isEqualTo(2);
        assertThat(config.checkIns()).isBetween(16, 24);
        UpdateShape shape = config.shape();
        assertThat(shape.shareSealing()).isEqualTo(ShareSealing.HPKE_X_WING);
        assertThat(shape.minContributors()).isEqualTo(3);
        assertThat(shape.maxContributors()).isEqualTo(24);
        assertThat(config.timing().collectMillis()).isEqualTo(10_400);
        assertThat(task.within(Long.MAX_VALUE)).contains(task);
    }

    @Test
    void aFleetTooSmallForItsSubCohortsIsRefused() {
        SimulatedTask task = SimulatedTask.of(TinyWorkload.of(15), "fitness/team", 8, 15, 0, UnaryOperator.identity());

        assertThatThrownBy(() -> task.withSubCohorts(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subCohorts: expected at least 16 devices for 2 committees of 8, got 15");
    }
}
