package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ModelHistoryTest {
    @Test
    void whatARollbackPromotedIsNotCalledNotPromoted() {
        // Version 1 passes its guard, 2 does not; 3 restores 1, and its own evaluation is below the guard too.
        ModelHistory history = new ModelHistory(
                versions(4),
                List.of(
                        round(1, 1, 0, GuardVerdict.PASSED, 0),
                        round(2, 2, 1, GuardVerdict.PASSED, 1),
                        round(3, 2, 2, GuardVerdict.BELOW_GUARD, 1),
                        round(4, 4, 3, GuardVerdict.BELOW_GUARD, 1)),
                Map.of(3L, 1L));

        assertThat(history.promoted()).isEqualTo(3);
        assertThat(history.line(2)).isEqualTo("version 2 · round 2 · accuracy 50.0 % · below its guard, not promoted");
        assertThat(history.line(3))
                .isEqualTo("version 3 · restores version 1 · accuracy 50.0 % · below its guard · promoted by rollback");
        assertThat(history.evaluation(3)).isEqualTo("accuracy 50.0 % · below its guard");
    }

    @Test
    void aVersionThatPassedIsPromotedByItself() {
        ModelHistory history = new ModelHistory(versions(2), List.of(round(1, 1, 0, GuardVerdict.PASSED, 1)), Map.of());

        assertThat(history.line(1)).isEqualTo("version 1 · round 1 · promoted");
    }

    @Test
    void ofSeveralSubCohortsEveryExampleCountsAlike() {
        RoundReport other = round(2, 2, 1, GuardVerdict.PASSED, 2);
        other.setEvaluationExamples(300);
        RoundReport later = round(3, 3, 1, GuardVerdict.PASSED, 2);
        ModelHistory history = new ModelHistory(
                versions(3),
                List.of(round(1, 1, 0, GuardVerdict.PASSED, 0), round(2, 2, 1, GuardVerdict.PASSED, 2), other, later),
                Map.of());

        assertThat(history.evaluation(1)).isEqualTo("accuracy 25.0 %");
    }

    private static RoundReport round(long number, long made, long evaluated, GuardVerdict guard, long promoted) {
        RoundReport report = new RoundReport();
        report.setRound(number);
        report.setModelVersion(made);
        report.setModelDigest(ByteBuffer.allocate(32));
        report.setEvaluatedVersion(evaluated);
        report.setEvaluationExamples(100);
        report.setEvaluationCorrect(50);
        report.setGuard(guard);
        report.setPromotedVersion(promoted);
        return report;
    }

    private static List<ModelPublished> versions(int count) {
        return LongStream.rangeClosed(0, count)
                .mapToObj(version -> {
                    ModelPublished model = new ModelPublished();
                    model.setVersion(version);
                    return model;
                })
                .toList();
    }
}
