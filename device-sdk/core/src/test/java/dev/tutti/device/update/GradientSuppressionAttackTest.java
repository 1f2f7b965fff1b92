package dev.tutti.device.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradient suppression: the operator publishes a model in which every unit is dead for everybody's examples but the
 * victim's, so that all others send next to nothing and the sum over an honest cohort is the victim's update alone
 * (docs/protocol.md, "Device, before it masks").
 */
final class GradientSuppressionAttackTest {
    private static final int DEVICES = 4;
    /** The feature that only the victim's examples have. */
    private static final int MARK = 7;

    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final List<TestMember> members = operator.committee();
    private final List<TestDevice> devices = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void enrolDevices() {
        for (int i = 0; i < DEVICES; i++) {
            devices.add(TestDevice.enrolled(operator, directory.resolve("device" + i), clock));
        }
    }

    @AfterEach
    void closeDevices() {
        devices.forEach(TestDevice::close);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1e-9f})
    void withoutTheNormFloorTheSumOfTheCohortIsTheVictimsUpdate(float leak) {
        SignedModel crafted = operator.publish(operator.next(craftedWeights()));
        OpenRound round = announce();
        List<MaskedUpdate> sealed = new ArrayList<>();
        List<TrainedUpdate> updates = train(crafted, leak);
        for (int i = 0; i < DEVICES; i++) {
            TestDevice device = devices.get(i);
            JoinCheck lax =
                    JoinCheck.without(JoinFault.TRIVIAL_UPDATE, device.store(), TestOperator.floor(), Duration.ZERO);
            assertThat(refusal(lax, updates.get(i), round)).isEmpty();
            sealed.add(device.mask(updates.get(i), round));
        }

        SliceSum sum = open(round, TestDevice.sorted(sealed));

        assertThat(sum.count()).isEqualTo(DEVICES);
        assertThat(sum.parameters()).isEqualTo(TestDevice.encoded(updates.get(0), round.terms()));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1e-9f})
    void withTheNormFloorTheOthersStayOutAndTheCommitteeOpensNoCohortOfOne(float leak) {
        SignedModel crafted = operator.publish(operator.next(craftedWeights()));
        OpenRound round = announce();
        List<TrainedUpdate> updates = train(crafted, leak);
        for (int i = 1; i < DEVICES; i++) {
            assertThat(refusal(check(devices.get(i)), updates.get(i), round)).hasValue(JoinFault.TRIVIAL_UPDATE);
        }
        assertThat(refusal(check(devices.get(0)), updates.get(0), round)).isEmpty();

        List<MaskedUpdate> alone = List.of(devices.get(0).mask(updates.get(0), round));
        VoteDecision decision = members.get(0)
                .member()
                .vote(
                        round.terms(),
                        1,
                        TestJob.evidence(alone, 1),
                        TestJob.seal(alone).root(),
                        TestOperator.floor().forCommittee(),
                        operator.credentials(),
                        clock.millis());

        assertThat(decision).isEqualTo(new VoteDecision.Refused(RefusalReason.COHORT_TOO_SMALL));
    }

    /** Negative where anybody's examples have something, far above where only the victim's do. */
    private static float[] craftedWeights() {
        float[] weights = new float[TestOperator.DIMENSION];
        Arrays.fill(weights, -1);
        weights[MARK] = 1000;
        return weights;
    }

    /** Everybody's examples have every feature but the mark; the victim, the first, has the mark as well. */
    private static List<TrainedUpdate> train(SignedModel model, float leak) {
        float[] weights = craftedWeights();
        List<TrainedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            SplittableRandom random = new SplittableRandom(i);
            float[] delta = new float[TestOperator.DIMENSION];
            for (int example = 0; example < 5; example++) {
                float[] x = new float[TestOperator.DIMENSION];
                for (int j = 0; j < x.length; j++) {
                    x[j] = (float) random.nextDouble(0, 0.2);
                }
                x[MARK] = i == 0 ? 1 : 0;
                addGradient(delta, weights, x, leak);
            }
            updates.add(new TrainedUpdate(model, new TrainingOutcome(delta, 5, Evaluation.NONE, "one unit")));
        }
        return updates;
    }

    /** One rectified unit, leaky by so much: it learns from an example only where the example makes it fire. */
    private static void addGradient(float[] delta, float[] weights, float[] x, float leak) {
        float activation = 0;
        for (int j = 0; j < x.length; j++) {
            activation += weights[j] * x[j];
        }
        float slope = activation > 0 ? 1 : leak;
        for (int j = 0; j < x.length; j++) {
            delta[j] += slope * x[j];
        }
    }

    private static JoinCheck check(TestDevice device) {
        return new JoinCheck(device.store(), TestOperator.floor(), Duration.ZERO);
    }

    private Optional<JoinFault> refusal(JoinCheck check, TrainedUpdate update, OpenRound round) {
        return check.check(update, round, clock.millis()).map(JoinRefusal::fault);
    }

    private OpenRound announce() {
        Announcement terms =
                operator.terms(1, 1, members.stream().map(TestMember::checkIn).toList());
        return new OpenRound(terms, terms.digest());
    }

    private SliceSum open(OpenRound round, List<MaskedUpdate> sealed) {
        TestJob job = new TestJob(round.terms());
        return job.sum(sealed, job.open(sealed, members, operator.credentials(), clock.millis()));
    }
}
