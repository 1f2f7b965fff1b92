package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.Guard;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which version is given out. */
class PromotionTest {
    private final Promotion promotion = new Promotion();

    @Test
    void withoutAGuardTheNewestVersionIsGivenOut() {
        RoundReport report = judged(Guard.NONE, 4, 3, 10, 100);

        assertThat(report.getGuard()).isEqualTo(GuardVerdict.NONE);
        assertThat(report.getPromotedVersion()).isEqualTo(4);
    }

    @Test
    void aModelBelowItsGuardIsNotPromotedAndTheOneBeforeStays() {
        Guard seventy = new Guard(0.7, 1);

        assertThat(judged(seventy, 2, 1, 69, 100).getGuard()).isEqualTo(GuardVerdict.BELOW_GUARD);
        assertThat(judged(seventy, 3, 2, 70, 100).getPromotedVersion()).isEqualTo(2);
        RoundReport worse = judged(seventy, 4, 3, 69, 100);
        assertThat(worse.getGuard()).isEqualTo(GuardVerdict.BELOW_GUARD);
        assertThat(worse.getPromotedVersion()).isEqualTo(2);
        assertThat(judged(seventy, 5, 4, 90, 100).getPromotedVersion()).isEqualTo(4);
    }

    @Test
    void aModelMayNotDropFarBelowTheBestPromoted() {
        Guard fivePoints = new Guard(0, 0.05);

        assertThat(judged(fivePoints, 2, 1, 80, 100).getGuard()).isEqualTo(GuardVerdict.PASSED);
        assertThat(judged(fivePoints, 3, 2, 76, 100).getGuard()).isEqualTo(GuardVerdict.PASSED);
        assertThat(judged(fivePoints, 4, 3, 74, 100).getGuard()).isEqualTo(GuardVerdict.BELOW_GUARD);
    }

    @Test
    void whatNobodyEvaluatedIsNotPromoted() {
        assertThat(judged(new Guard(0.1, 1), 2, 1, 0, 0).getGuard()).isEqualTo(GuardVerdict.NONE);
        assertThat(promotion.version).isZero();
    }

    private RoundReport judged(Guard guard, long version, long evaluated, long correct, long examples) {
        RoundReport report = RoundReport.newBuilder()
                .setPopulation("p")
                .setTask("t")
                .setRound(version)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(ByteBuffer.wrap(new byte[32]))
                .setStatus(RoundStatus.COMPLETED)
                .setAnnouncedAtMillis(0)
                .setUploaded(0)
                .setVerified(0)
                .setSealed(0)
                .setLate(0)
                .setRejected(Map.of())
                .setCommittee(0)
                .setVotes(0)
                .setRefusals(Map.of())
                .setReplies(0)
                .setComplaints(0)
                .setContributors(List.of())
                .setEvaluatedVersion(evaluated)
                .setEvaluationExamples(examples)
                .setEvaluationCorrect(correct)
                .setModelVersion(version)
                .build();
        promotion.judge(guard, List.of(report));
        return report;
    }
}
