package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cohort is a function of the log: who is in it, and when it closes, depends on completion times alone. */
class CollectingPhaseTest {
    private static TestRound terms;
    private static List<MaskedUpdate> updates;

    @BeforeAll
    static void eightUpdates() {
        terms = new TestRound();
        updates = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            updates.add(terms.update(terms.device(), terms.bases.get(1), terms.slots(i)));
        }
    }

    @Test
    void sealsTheSameCohortWhateverOrderUpdatesArriveIn() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        byte[] firstRoot = null;
        for (int shuffle = 0; shuffle < 10; shuffle++) {
            Collections.shuffle(order, new Random(shuffle));
            RecordedRound recorded = new RecordedRound(terms);
            for (int i : order) {
                recorded.update(updates.get(i), TestRound.OPENS + 100L * i);
            }
            recorded.clock(TestRound.CLOSES);
            assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
            if (firstRoot == null) {
                firstRoot = recorded.state.cohortRoot;
            }
            assertThat(recorded.state.cohortRoot).isEqualTo(firstRoot);
        }
    }

    @Test
    void redeliveredUpdatesChangeNothingBeforeOrAfterTheClose() {
        RecordedRound once = new RecordedRound(terms);
        RecordedRound again = new RecordedRound(terms);
        for (int i = 0; i < 6; i++) {
            once.update(updates.get(i), TestRound.OPENS + 100L * i);
            again.update(updates.get(i), TestRound.OPENS + 100L * i);
            again.clock(TestRound.OPENS + 100L * i);
            again.update(updates.get(i), TestRound.OPENS + 100L * i);
        }
        once.clock(TestRound.CLOSES);
        again.clock(TestRound.CLOSES);
        again.update(updates.get(0), TestRound.OPENS);
        assertThat(again.state.cohortRoot).isEqualTo(once.state.cohortRoot);
        assertThat(again.admittedDevices()).isEqualTo(once.admittedDevices());
        assertThat(again.signals).hasSameSizeAs(once.signals);
        assertThat(receipts(again)).hasSameSizeAs(receipts(once));
    }

    /** What the test above would find in a sealer that took updates as they arrive. */
    @Test
    void aCohortByArrivalWouldDifferFromReplayToReplay() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        Set<String> roots = new HashSet<>();
        for (int shuffle = 0; shuffle < 10; shuffle++) {
            Collections.shuffle(order, new Random(shuffle));
            RecordedRound recorded = new RecordedRound(terms);
            for (int arrival = 0; arrival < order.size(); arrival++) {
                recorded.update(updates.get(order.get(arrival)), TestRound.OPENS + 100L * arrival);
            }
            recorded.clock(TestRound.CLOSES);
            roots.add(HexFormat.of().formatHex(Objects.requireNonNull(recorded.state.cohortRoot)));
        }
        assertThat(roots).hasSizeGreaterThan(1);
    }

    @Test
    void tellsSlicesAndBoxesWhomItTurnedAway() {
        RecordedRound recorded = new RecordedRound(terms);
        for (int i = 0; i < TestRound.N_MAX + 1; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10);
        }
        recorded.clock(TestRound.CLOSES);
        Receipt turnedAway = receipts(recorded).get(0);
        String device = HexFormat.of().formatHex(turnedAway.getDeviceId().array());
        assertThat(recorded.signals)
                .filteredOn(s -> s.kind() == SliceSignal.Kind.REJECT)
                .hasSize(terms.layout().slices())
                .allMatch(s -> device.equals(s.device()));
        assertThat(recorded.boxes)
                .filteredOn(b -> b.kind() == BoxSignal.Kind.REJECT)
                .hasSize(8)
                .allMatch(b -> device.equals(b.device()));
        assertThat(recorded.refusals).containsExactly(RejectReason.COHORT_FULL.name());
    }

    @Test
    void closesAGraceAfterTheReportGoalAndTurnsAwayWhatIsCompleteLater() {
        RecordedRound recorded = new RecordedRound(terms);
        for (int i = 0; i < TestRound.GOAL; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10 + i);
        }
        long goalAt = TestRound.OPENS + 10 + TestRound.GOAL - 1;
        recorded.update(updates.get(6), goalAt + 201);
        recorded.clock(goalAt + 199);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.COLLECTING);
        recorded.clock(goalAt + 201);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        assertThat(recorded.state.closeAt).isEqualTo(goalAt + 200);
        assertThat(recorded.admittedDevices()).hasSize(TestRound.GOAL);
        recorded.update(updates.get(7), goalAt + 300);
        assertThat(receipts(recorded)).extracting(Receipt::getReason).contains(RejectReason.LATE);
    }

    @Test
    void admitsNothingBeforeTheLogClockHasPassedIt() {
        RecordedRound recorded = new RecordedRound(terms);
        recorded.update(updates.get(0), TestRound.OPENS + 50);
        recorded.update(updates.get(1), TestRound.OPENS + 51);
        recorded.clock(TestRound.OPENS + 50);
        assertThat(recorded.admittedDevices()).isEmpty();
        recorded.clock(TestRound.OPENS + 51);
        assertThat(recorded.admittedDevices()).hasSize(2);
    }

    @Test
    void turnsAwayMoreThanTheLargestCohort() {
        RecordedRound recorded = new RecordedRound(terms);
        for (int i = 0; i < 8; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10);
        }
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.admittedDevices()).hasSize(TestRound.N_MAX);
        assertThat(receipts(recorded))
                .extracting(Receipt::getReason)
                .containsExactly(RejectReason.COHORT_FULL, RejectReason.COHORT_FULL);
    }

    @Test
    void burnsBelowTheSmallestCohortAndAsksNobodyToVote() {
        RecordedRound recorded = new RecordedRound(terms);
        for (int i = 0; i < TestRound.N_MIN - 1; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10 + i);
        }
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.BURNED);
        assertThat(recorded.seals).isEmpty();
        RoundReport report =
                (RoundReport) RecordCodec.decode(recorded.conclusions.get(0).report());
        assertThat(report.getReason()).isEqualTo(BurnReason.TOO_FEW_CONTRIBUTORS.name());
        assertThat(recorded.signals)
                .filteredOn(s -> s.kind() == SliceSignal.Kind.DROP)
                .hasSize(2);
        assertThat(recorded.boxes)
                .filteredOn(b -> b.kind() == BoxSignal.Kind.DROP)
                .hasSize(8);
    }

    @Test
    void holdsAnUpdateAloneOnItsBaseAndTurnsItAwayAtTheClose() {
        RecordedRound recorded = new RecordedRound(terms);
        MaskedUpdate lonely = terms.update(terms.device(), terms.bases.get(0), terms.slots(99));
        recorded.update(lonely, TestRound.OPENS + 5);
        for (int i = 0; i < TestRound.N_MIN; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10 + i);
        }
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.admittedDevices()).hasSize(TestRound.N_MIN);
        assertThat(receipts(recorded)).extracting(Receipt::getReason).containsExactly(RejectReason.WRONG_BASE);
    }

    @Test
    void neverAdmitsAPartOfABaseWhenTheCohortFillsUp() {
        RecordedRound recorded = new RecordedRound(terms);
        MaskedUpdate held = terms.update(terms.device(), terms.bases.get(0), terms.slots(60));
        recorded.update(held, TestRound.OPENS + 1);
        for (int i = 0; i < TestRound.N_MAX - 1; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 2);
        }
        MaskedUpdate newcomer = terms.update(terms.device(), terms.bases.get(0), terms.slots(61));
        recorded.update(newcomer, TestRound.OPENS + 3);
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.admittedDevices()).hasSize(TestRound.N_MAX - 1);
        assertThat(receipts(recorded))
                .extracting(Receipt::getReason)
                .containsExactlyInAnyOrder(RejectReason.COHORT_FULL, RejectReason.WRONG_BASE);
    }

    @Test
    void admitsHeldUpdatesOnceTheirBaseHasCompany() {
        RecordedRound recorded = new RecordedRound(terms);
        for (int i = 0; i < 2; i++) {
            recorded.update(
                    terms.update(terms.device(), terms.bases.get(0), terms.slots(50 + i)), TestRound.OPENS + 5 + i);
        }
        for (int i = 0; i < 3; i++) {
            recorded.update(updates.get(i), TestRound.OPENS + 10 + i);
        }
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.admittedDevices()).hasSize(5);
    }

    private static List<Receipt> receipts(RecordedRound recorded) {
        return recorded.said.stream()
                .filter(s -> s.topic().endsWith("receipts"))
                .map(s -> RecordCodec.decode(s.value(), Receipt.class))
                .toList();
    }
}
