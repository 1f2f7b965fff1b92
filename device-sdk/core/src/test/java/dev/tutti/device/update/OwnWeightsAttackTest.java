package dev.tutti.device.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights of the operator's own: a function that gives the victim full weight and everybody else none leaves the victim's
 * update as the "sum" (docs/protocol.md, "Encode"). The closed list has no such function, and no ratio above eight to one.
 * A name outside the list is {@code AnnouncementCheckTest}'s.
 */
final class OwnWeightsAttackTest {
    private static final int DEVICES = 4;
    private static final int VICTIMS_EXAMPLES = 61;

    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final SignedModel model = operator.publishNext();
    private final List<TestMember> members = operator.committee();
    private final Announcement terms =
            operator.terms(1, 1, members.stream().map(TestMember::checkIn).toList());
    private final OpenRound round = new OpenRound(terms, terms.digest());
    private final List<TestDevice> devices = new ArrayList<>();
    private final List<TrainedUpdate> updates = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void trainDevices() {
        for (int i = 0; i < DEVICES; i++) {
            devices.add(TestDevice.enrolled(operator, directory.resolve("device" + i), clock));
            float[] delta = TestDevice.trained(model, i).outcome().delta();
            int examples = i == 0 ? VICTIMS_EXAMPLES : 10 + i;
            updates.add(new TrainedUpdate(model, new TrainingOutcome(delta, examples, Evaluation.NONE, "test")));
        }
    }

    @AfterEach
    void closeDevices() {
        devices.forEach(TestDevice::close);
    }

    @Test
    void aFunctionOfTheOperatorsOwnMakesTheSumTheVictimsUpdate() {
        IntUnaryOperator own = examples -> examples == VICTIMS_EXAMPLES ? maxWeight() : 0;
        List<MaskedUpdate> sealed = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            TestDevice device = devices.get(i);
            UpdateMasker obedient = new UpdateMasker(
                    device.enclave(), device.store(), (update, unused) -> weighted(update, own), clock);
            sealed.add(TestDevice.masked(obedient.mask(updates.get(i), round)));
        }

        SliceSum sum = open(sealed);

        assertThat(sum.count()).isEqualTo(DEVICES);
        assertThat(sum.weight()).isEqualTo(maxWeight());
        assertThat(sum.parameters()).isEqualTo(TestDevice.encoded(updates.get(0), terms));
    }

    @Test
    void withTheClosedListEverybodyIsInTheSum() {
        List<MaskedUpdate> sealed = new ArrayList<>();
        long[] expected = new long[TestOperator.DIMENSION];
        for (int i = 0; i < DEVICES; i++) {
            sealed.add(devices.get(i).mask(updates.get(i), round));
            long[] own = TestDevice.encoded(updates.get(i), terms);
            Arrays.setAll(expected, at -> expected[at] + own[at]);
        }

        SliceSum sum = open(sealed);

        assertThat(sum.parameters()).isEqualTo(expected).isNotEqualTo(TestDevice.encoded(updates.get(0), terms));
    }

    @Test
    void noFunctionOfTheListWeighsAnyDeviceMoreThanEightTimesAnother() {
        for (WeightFunction function : WeightFunction.values()) {
            for (int maxWeight : new int[] {1, 2, 7, 8, 9, 127, Short.MAX_VALUE}) {
                int least = Integer.MAX_VALUE;
                int most = 0;
                for (int examples : new int[] {0, 1, 63, 64, 65, Integer.MAX_VALUE}) {
                    for (int staleness : new int[] {0, 1, 63, Integer.MAX_VALUE}) {
                        int weight = function.weight(examples, staleness, maxWeight);
                        least = Math.min(least, weight);
                        most = Math.max(most, weight);
                    }
                }
                assertThat((long) least * WeightFunction.MAX_RATIO)
                        .as("%s of at most %s", function, maxWeight)
                        .isGreaterThanOrEqualTo(most);
            }
        }
    }

    private int maxWeight() {
        return terms.encoding().maxWeight();
    }

    /** The encoder's arithmetic without its bounds on the weight; rounds as the honest one does. */
    private int[] weighted(TrainedUpdate update, IntUnaryOperator function) {
        int weight = function.applyAsInt(update.outcome().examples());
        VectorLayout layout = VectorLayout.of(terms.encoding(), terms.ring());
        int[] slots = new int[layout.totalSlots()];
        slots[VectorLayout.COUNT] = 1;
        slots[VectorLayout.WEIGHT] = weight;
        SplittableRandom rounding = new SplittableRandom(7);
        double factor = (double) weight
                / maxWeight()
                * terms.encoding().maxValue()
                / terms.encoding().valueRange();
        for (int i = 0; i < TestOperator.DIMENSION; i++) {
            double x = update.outcome().delta()[i] * factor;
            slots[layout.slotOfParameter(i)] =
                    (int) Math.floor(x) + (rounding.nextDouble() < x - Math.floor(x) ? 1 : 0);
        }
        return slots;
    }

    private SliceSum open(List<MaskedUpdate> updatesOfAll) {
        List<MaskedUpdate> sealed = TestDevice.sorted(updatesOfAll);
        TestJob job = new TestJob(terms);
        return job.sum(sealed, job.open(sealed, members, operator.credentials(), clock.millis()));
    }
}
