package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.FixedDraw;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Seeded;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One sub-cohort of each attempt, drawn evenly, awaited, and no other. */
final class DrawnRoundsTest {
    private static final int SEED = 20_261;
    private static final int ROUNDS = 7_000;

    private final Announcement terms;

    DrawnRoundsTest() {
        TestOperator operator = new TestOperator(new Network(), new TestClock());
        operator.publishNext();
        terms = operator.terms(
                1, 1, operator.committee().stream().map(TestMember::checkIn).toList());
    }

    /** False reject: 10^−6, χ² with 6 degrees of freedom above 38.26. The seed is fixed. */
    @Test
    void eachOfSevenSubCohortsIsDrawnEquallyOftenInWhateverOrderTheyCome() {
        DrawnRounds rounds = new DrawnRounds(Seeded.of(SEED));
        Random order = new Random(SEED);
        long[] counts = new long[7];
        for (int round = 1; round <= ROUNDS; round++) {
            counts[drawn(rounds, round, 1, 7, order)]++;
        }
        assertThat(chiSquare(counts)).as("seed %s", SEED).isLessThan(38.26);
    }

    /** False reject: 10^−6, χ² with 15 degrees of freedom above 56.49. The seed is fixed. */
    @Test
    void whatIsDrawnForOneAttemptSaysNothingOfTheNext() {
        DrawnRounds rounds = new DrawnRounds(Seeded.of(SEED));
        Random order = new Random(SEED);
        long[] pairs = new long[16];
        for (int round = 1; round <= ROUNDS; round++) {
            int first = drawn(rounds, round, 1, 4, order);
            int second = drawn(rounds, round, 2, 4, order);
            pairs[4 * first + second]++;
        }
        assertThat(chiSquare(pairs)).as("seed %s", SEED).isLessThan(56.49);
    }

    @Test
    void theTestOfEvennessFindsADeviceThatFavoursOneSubCohortALittle() {
        DrawnRounds rounds = new DrawnRounds(favouringTheFirst());
        Random order = new Random(SEED);
        long[] counts = new long[7];
        for (int round = 1; round <= ROUNDS; round++) {
            counts[drawn(rounds, round, 1, 7, order)]++;
        }
        assertThat(chiSquare(counts)).isGreaterThan(38.26);
    }

    @Test
    void anAttemptAnnouncedAgainIsNotDrawnAgain() {
        DrawnRounds rounds = new DrawnRounds(Seeded.of(SEED));
        Random order = new Random(SEED);
        int first = drawn(rounds, 1, 1, 1024, order);
        for (int i = 0; i < 20; i++) {
            assertThat(drawn(rounds, 1, 1, 1024, order)).isEqualTo(first);
        }
    }

    @Test
    void aDeviceWaitsForTheSubCohortItDrewAndTakesNoOther() {
        Noticeboard board = new Noticeboard(FixedDraw.of(2));
        CompletableFuture<Optional<OpenRound>> wait = board.awaitRound(any -> true, Duration.ofHours(1));

        assertThat(board.announce(announced(1, 1, 0), 3)).isEmpty();
        assertThat(board.announce(announced(1, 1, 1), 3)).isEmpty();
        assertThat(wait).isNotDone();

        assertThat(board.announce(announced(1, 1, 2), 3)).isEmpty();
        assertThat(wait).isCompletedWithValue(Optional.of(announced(1, 1, 2)));
    }

    @Test
    void theDrawnOneIsNotReplacedWhenItIsTakenDown() {
        Noticeboard board = new Noticeboard(FixedDraw.of(1));
        for (int subCohort = 0; subCohort < 3; subCohort++) {
            board.announce(announced(1, 1, subCohort), 3);
        }
        board.takeDown(announced(1, 1, 1).hash());
        for (int subCohort = 0; subCohort < 3; subCohort++) {
            board.announce(announced(1, 1, subCohort), 3);
        }
        assertThat(board.awaitRound(any -> true, Duration.ZERO).join()).isEmpty();
    }

    @Test
    void theNumberAnnouncedFirstCountsAndOthersAreDropped() {
        DrawnRounds rounds = new DrawnRounds(FixedDraw.of(1));
        assertThat(rounds.announce(announced(1, 1, 0), 2)).isEmpty();

        for (int other : List.of(3, 4, 1024)) {
            assertThat(rounds.announce(announced(1, 1, 1), other))
                    .map(JoinRefusal::fault)
                    .hasValue(JoinFault.SUB_COHORTS_DISAGREE);
        }
        assertThat(rounds.open()).isEmpty();
        assertThat(rounds.announce(announced(1, 2, 1), 3)).isEmpty();
        assertThat(rounds.announce(announced(1, 1, 1), 2)).isEmpty();
        assertThat(rounds.open()).containsExactlyInAnyOrder(announced(1, 2, 1), announced(1, 1, 1));
    }

    @Test
    void thousandsOfAnnouncementsTakeNoMoreMemoryThanAFew() {
        DrawnRounds rounds = new DrawnRounds(Seeded.of(SEED));
        for (int subCohort = 0; subCohort < AnnouncementReader.MAX_SUB_COHORTS; subCohort++) {
            rounds.announce(announced(1, 1, subCohort), AnnouncementReader.MAX_SUB_COHORTS);
        }
        assertThat(rounds.open()).hasSize(1);
        assertThat(rounds.kept()).isEqualTo(1);

        for (int round = 2; round < 5_000; round++) {
            rounds.announce(announced(round, 1, round % 4), 4);
            rounds.takeDown(announced(round, 2, 0).hash());
            assertThat(rounds.kept()).isLessThanOrEqualTo(DrawnRounds.MAX_ATTEMPTS + DrawnRounds.MAX_TAKEN_DOWN);
        }
        assertThat(rounds.open()).hasSizeLessThanOrEqualTo(DrawnRounds.MAX_ATTEMPTS);
    }

    @Test
    void theEndsOfAThousandOtherSubCohortsDoNotMakeADeviceForgetItsOwn() {
        DrawnRounds rounds = new DrawnRounds(FixedDraw.of(0));
        int most = AnnouncementReader.MAX_SUB_COHORTS;
        rounds.announce(announced(1, 1, 0), most);
        for (int subCohort = 0; subCohort < most; subCohort++) {
            rounds.takeDown(announced(1, 1, subCohort).hash());
        }
        rounds.announce(announced(1, 1, 0), most);

        assertThat(rounds.isTakenDown(announced(1, 1, 0).hash())).isTrue();
        assertThat(rounds.open()).isEmpty();
    }

    @Test
    void anEndMayComeBeforeItsAnnouncement() {
        DrawnRounds rounds = new DrawnRounds(FixedDraw.of(0));
        rounds.takeDown(announced(1, 1, 0).hash());
        rounds.announce(announced(1, 1, 0), 2);
        assertThat(rounds.open()).isEmpty();
    }

    @Test
    void whatWasDrawnIsNotPrinted() {
        DrawnRounds rounds = new DrawnRounds(FixedDraw.of(3));
        rounds.announce(announced(1, 1, 3), 4);
        assertThat(rounds).hasToString("DrawnRounds[secret]");
    }

    /** Announces every sub-cohort of an attempt, in any order, and says which one was kept. */
    private int drawn(DrawnRounds rounds, long round, int attempt, int subCohorts, Random order) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < subCohorts; i++) {
            indices.add(i);
        }
        Collections.shuffle(indices, order);
        for (int index : indices) {
            assertThat(rounds.announce(announced(round, attempt, index), subCohorts))
                    .isEmpty();
        }
        List<OpenRound> kept = rounds.open().stream()
                .filter(open -> open.terms().round().round() == round
                        && open.terms().round().attempt() == attempt)
                .toList();
        assertThat(kept).hasSize(1);
        return kept.get(0).terms().round().subCohort();
    }

    private OpenRound announced(long round, int attempt, int subCohort) {
        RoundId id = new RoundId(TestOperator.POPULATION, TestOperator.TASK, round, attempt, subCohort);
        return new OpenRound(
                Terms.withRound(terms, id), Digest.sha256(id.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static double chiSquare(long[] counts) {
        double expected = (double) Arrays.stream(counts).sum() / counts.length;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }

    /** Gives the first sub-cohort one time in fourteen more. */
    private static SecureRandom favouringTheFirst() {
        SecureRandom even = Seeded.of(SEED);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return even.nextInt(2 * bound) == 0 ? 0 : even.nextInt(bound);
            }
        };
    }
}
