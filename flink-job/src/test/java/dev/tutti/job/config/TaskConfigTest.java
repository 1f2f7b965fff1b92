package dev.tutti.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.job.testing.TestRound;
import org.junit.jupiter.api.Test;

class TaskConfigTest {
    /** r = 72, t = 20: members that are silent, and one contributor's disputes, would hide who burns. */
    @Test
    void aCommitteeTooSmallForItsTHasNoSubCohorts() {
        UpdateShape like = TestRound.shape();
        UpdateShape shape = new UpdateShape(
                like.dimension(),
                like.valueBits(),
                like.clipNorm(),
                like.valueRange(),
                like.weightFunction(),
                like.maxWeight(),
                true,
                1,
                1,
                like.minContributors(),
                like.maxContributors(),
                1,
                128,
                20);
        TaskConfig task = TestRound.task(TestRound.shape()).withSubCohorts(2, CulpritRule.DEFAULT);
        assertThat(task.checkIns()).isEqualTo(16);
        assertThatThrownBy(() -> new TaskConfig(
                                task.population(),
                                task.task(),
                                task.planDigest(),
                                task.initialModel(),
                                shape,
                                task.reportGoal(),
                                1,
                                1,
                                256,
                                0,
                                task.timing(),
                                task.serverStep())
                        .withSubCohorts(2, CulpritRule.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("r + 4t = 152")
                .hasMessageContaining("128");
    }
}
