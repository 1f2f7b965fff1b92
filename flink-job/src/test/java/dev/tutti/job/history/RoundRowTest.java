package dev.tutti.job.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.RoundSummary;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Every field of a row says what its name says: each value of the report differs from every other, and is written here. */
class RoundRowTest {
    @Test
    void aCompletedRoundsRowHoldsEachFigureUnderItsOwnName() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("population", "watch/gait");
        expected.put("task", "steps");
        expected.put("round", 11L);
        expected.put("attempt", 12);
        expected.put("subCohort", 13);
        expected.put("subCohorts", 17);
        expected.put("announcementHash", "0a".repeat(32));
        expected.put("status", "COMPLETED");
        expected.put("reason", "");
        expected.put("announcedAt", Instant.ofEpochMilli(1_001));
        expected.put("closedAt", Instant.ofEpochMilli(1_002));
        expected.put("sealedAt", Instant.ofEpochMilli(1_003));
        expected.put("certifiedAt", Instant.ofEpochMilli(1_004));
        expected.put("unmaskedAt", Instant.ofEpochMilli(1_005));
        expected.put("publishedAt", Instant.ofEpochMilli(1_006));
        expected.put("uploaded", 130);
        expected.put("verified", 121);
        expected.put("sealed", 112);
        expected.put("late", 3);
        expected.put("rejected", 9);
        expected.put("rejectedByReason", "BAD_SIGNATURE=2,STALE=7");
        expected.put("committee", 64);
        expected.put("votes", 43);
        expected.put("refusals", 5);
        expected.put("replies", 40);
        expected.put("liars", 2);
        expected.put("complaints", 4);
        expected.put("cohortRoot", "0b".repeat(32));
        expected.put("weight", 5_000L);
        expected.put("evaluatedVersion", 8L);
        expected.put("evaluationExamples", 200L);
        expected.put("evaluationCorrect", 150L);
        expected.put("evaluationLoss", 0.625);
        expected.put("accuracy", 0.75);
        expected.put("modelVersion", 10L);
        expected.put("modelDigest", "0c".repeat(32));
        expected.put("promotedVersion", 7L);
        expected.put("guard", "BELOW_GUARD");
        expected.put("maxMaskResidue", 321L);
        expected.put("residueBound", 678L);

        RoundSummary row = RoundRow.of(completed());
        assertThat(RoundSummary.getClassSchema().getFields())
                .extracting(Schema.Field::name)
                .containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, value) -> assertThat(row.get(name)).as(name).isEqualTo(value));
    }

    @Test
    void whatARoundNeverReachedIsAbsent() {
        RoundReport burned = completed();
        burned.setStatus(RoundStatus.BURNED);
        burned.setReason("TOO_FEW_CONTRIBUTORS");
        burned.setCohortRoot(null);
        burned.setCertifiedAtMillis(0L);
        burned.setUnmaskedAtMillis(0L);
        burned.setEvaluationExamples(0L);
        RoundSummary row = RoundRow.of(burned);
        assertThat(row.getReason()).isEqualTo("TOO_FEW_CONTRIBUTORS");
        for (String name : List.of("sealedAt", "certifiedAt", "unmaskedAt", "cohortRoot", "accuracy", "modelDigest")) {
            assertThat(row.get(name)).as(name).isNull();
        }
    }

    private static RoundReport completed() {
        return RoundReport.newBuilder()
                .setPopulation("watch/gait")
                .setTask("steps")
                .setRound(11)
                .setAttempt(12)
                .setSubCohort(13)
                .setSubCohorts(17)
                .setAnnouncementHash(digest(0x0a))
                .setStatus(RoundStatus.COMPLETED)
                .setAnnouncedAtMillis(1_001)
                .setClosedAtMillis(1_002)
                .setSealedAtMillis(1_003)
                .setCertifiedAtMillis(1_004)
                .setUnmaskedAtMillis(1_005)
                .setPublishedAtMillis(1_006)
                .setUploaded(130)
                .setVerified(121)
                .setSealed(112)
                .setLate(3)
                .setRejected(Map.of("STALE", 7, "BAD_SIGNATURE", 2))
                .setCommittee(64)
                .setVotes(43)
                .setRefusals(Map.of("KEYS_GONE", 4, "COHORT_TOO_SMALL", 1))
                .setReplies(40)
                .setLiars(List.of(17, 23))
                .setComplaints(4)
                .setCohortRoot(digest(0x0b))
                .setWeight(5_000)
                .setEvaluatedVersion(8)
                .setEvaluationExamples(200)
                .setEvaluationCorrect(150)
                .setEvaluationLoss(0.625)
                .setModelVersion(10)
                .setModelDigest(digest(0x0c))
                .setPromotedVersion(7)
                .setGuard(GuardVerdict.BELOW_GUARD)
                .setMaxMaskResidue(321)
                .setResidueBound(678)
                .build();
    }

    private static ByteBuffer digest(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return ByteBuffer.wrap(bytes);
    }
}
