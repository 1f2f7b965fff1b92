package dev.tutti.simulator.check;

import static dev.tutti.simulator.check.SmallRound.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.secagg.encode.SliceSum;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactCheckTest {
    @TempDir
    Path artifacts;

    private final SealedRound round = SmallRound.of(update(0, 0.5f, 64), update(1, -0.25f, 32));
    private final Map<Integer, AggregatePublished> published = new HashMap<>();
    private ExactCheck check = new ExactCheck(Path.of(""));

    @BeforeEach
    void publishThePlainSum() throws Exception {
        check = new ExactCheck(artifacts);
        for (SliceSum sum : PlainSum.of(round)) {
            publish(sum.slice(), sum.toBytes(), sum);
        }
    }

    @Test
    void theSumOfTheSameCohortAgrees() {
        assertThat(published).hasSize(2);
        assertThat(check.difference(round, published)).isEmpty();
    }

    @Test
    void oneBitIsEnoughToDiffer() throws Exception {
        SliceSum second = PlainSum.of(round).get(1);
        byte[] bytes = second.toBytes();
        bytes[bytes.length - 1] ^= 1;
        publish(1, bytes, second);

        assertThat(check.difference(round, published))
                .hasValueSatisfying(difference -> assertThat(difference)
                        .startsWith("round 1, slice 1: value " + (bytes.length / 8 - 1) + " differs"));
    }

    @Test
    void anotherCohortDiffersInItsDigest() {
        SealedRound other = new SealedRound(
                round.encoding(),
                round.layout(),
                0,
                round.report(),
                List.of(update(0, 0.5f, 64), update(1, -0.3f, 32)));

        assertThat(check.difference(other, published))
                .hasValueSatisfying(difference -> assertThat(difference).contains("digest in the report is not that"));
    }

    @Test
    void aContributorNobodyKnowsIsADifference() {
        SealedRound fewer =
                new SealedRound(round.encoding(), round.layout(), 0, round.report(), List.of(update(0, 0.5f, 64)));

        assertThat(check.difference(fewer, published))
                .hasValueSatisfying(
                        difference -> assertThat(difference).contains("expected the updates of 2 contributors"));
    }

    @Test
    void aSliceThatWasNotPublishedIsADifference() {
        published.remove(1);

        assertThat(check.difference(round, published)).isPresent();
    }

    @Test
    void theSumCountsWeighsAndCarriesTheEvaluation() {
        SliceSum first = PlainSum.of(round).get(0);

        assertThat(first.count()).isEqualTo(2);
        assertThat(first.weight()).isEqualTo(64 + 32);
        assertThat(first.evaluationExamples()).isEqualTo(20);
        assertThat(first.evaluationCorrect()).isEqualTo(8);
        assertThat(first.evaluationLossSum()).isCloseTo(30, within(0.01));
    }

    private void publish(int slice, byte[] bytes, SliceSum sum) throws Exception {
        String path = "slice-" + slice;
        Files.write(artifacts.resolve(path), bytes);
        AggregatePublished record = new AggregatePublished();
        record.setSlice(slice);
        record.setPath(path);
        record.setDigest(ByteBuffer.wrap(sum.digest().bytes()));
        published.put(slice, record);
    }
}
