package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.AttemptsApart;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Differencing by resubmission, by whole devices (docs/protocol.md, "Device, masking"): the operator opens a round, calls
 * it burned, tries it again without the victim, and subtracts. The devices train anew in between, but the same model and
 * the same examples give the same update. {@code OneUpdateOneOpeningTest} does it with one trained update.
 */
final class ResubmissionAttackTest {
    private static final int DEVICES = 3;

    private final World world = new World();
    private final SignedModel model = world.operator.publishNext();
    private final List<SoftwareEnclave> enclaves =
            List.of(world.operator.enrol(), world.operator.enrol(), world.operator.enrol());
    private final DeviceId victim = enclaves.get(0).credential().credential().device();

    @TempDir
    private Path directory;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void aDeviceThatTakesEveryAttemptForARoundOfItsOwnGivesTheVictimAway() {
        List<FederatedClient> clients = clients("state", AttemptsApart::new);
        SliceSum all = open(attempt(1, clients), true);
        SliceSum others = open(attempt(2, clients), false);

        assertThat(difference(all, others)).isEqualTo(victimsUpdate(1));
        clients.forEach(FederatedClient::close);
    }

    @Test
    void aSecondAttemptAtARoundGetsNoUpdateFromWhoeverSentOne() {
        List<FederatedClient> clients = clients("state", UnaryOperator.identity());
        open(attempt(1, clients), true);
        Attempt second = attempt(2, clients);

        assertThat(second.job().collect(world.network)).isEmpty();
        clients.forEach(FederatedClient::close);
    }

    @Test
    void devicesThatForgetAtACrashGiveTheVictimAway() {
        List<FederatedClient> before = clients("state", UnaryOperator.identity());
        SliceSum all = open(attempt(1, before), true);
        before.forEach(FederatedClient::close);

        List<FederatedClient> after = clients("nothing left of it", UnaryOperator.identity());
        SliceSum others = open(attempt(2, after), false);

        assertThat(difference(all, others)).isEqualTo(victimsUpdate(1));
        after.forEach(FederatedClient::close);
    }

    @Test
    void devicesThatCrashedRememberTheRoundTheySentTo() {
        List<FederatedClient> before = clients("state", UnaryOperator.identity());
        open(attempt(1, before), true);
        before.forEach(FederatedClient::close);

        List<FederatedClient> after = clients("state", UnaryOperator.identity());
        Attempt second = attempt(2, after);

        assertThat(second.job().collect(world.network)).isEmpty();
        after.forEach(FederatedClient::close);
    }

    private record Attempt(TestJob job, List<TestMember> members) {}

    private List<FederatedClient> clients(String state, UnaryOperator<StateStore> memory) {
        List<FederatedClient> clients = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            clients.add(world.client(directory.resolve(state + i), enclaves.get(i), world.network.endpoint())
                    .seeds(alike(i))
                    .storeSeam(memory)
                    .build());
        }
        return clients;
    }

    /** Announces an attempt at round 1, has every device take part, and calls the round burned. */
    private Attempt attempt(int number, List<FederatedClient> clients) {
        List<TestMember> members = world.operator.committee();
        Announcement terms = world.operator.terms(
                1, number, members.stream().map(TestMember::checkIn).toList());
        world.network.announce(world.operator.sign(terms));
        clients.forEach(world::run);
        RoundOutcome burned = RoundOutcome.newBuilder()
                .setPopulation(TestOperator.POPULATION)
                .setTask(TestOperator.TASK)
                .setRound(1)
                .setAttempt(number)
                .setSubCohort(0)
                .setAnnouncementHash(Fields.of(terms.digest().bytes()))
                .setStatus(RoundStatus.BURNED)
                .setReason("TRY_AGAIN")
                .build();
        world.network.say(inbox -> inbox.outcome(burned));
        world.settle();
        return new Attempt(new TestJob(terms), members);
    }

    private SliceSum open(Attempt attempt, boolean withVictim) {
        List<MaskedUpdate> sealed = attempt.job().collect(world.network).stream()
                .filter(update ->
                        withVictim || !update.signed().statement().device().equals(victim))
                .toList();
        assertThat(sealed).hasSize(withVictim ? DEVICES : DEVICES - 1);
        return attempt.job()
                .sum(
                        sealed,
                        attempt.job()
                                .open(sealed, attempt.members(), world.operator.credentials(), world.clock.millis()));
    }

    private static long[] difference(SliceSum all, SliceSum others) {
        long[] difference = new long[TestOperator.DIMENSION];
        Arrays.setAll(difference, i -> all.parameters()[i] - others.parameters()[i]);
        return difference;
    }

    private long[] victimsUpdate(int round) {
        float[] delta = world.trainer.given().get(0);
        Announcement terms = world.operator.terms(
                round,
                1,
                world.operator.committee().stream().map(TestMember::checkIn).toList());
        return TestDevice.encoded(
                new TrainedUpdate(model, new TrainingOutcome(delta, 20, Evaluation.NONE, "test")), terms);
    }

    /** The same order of examples and the same rounding every time: training anew gives the same update. */
    private static Seeds alike(int device) {
        return new Seeds() {
            @Override
            public long shuffle() {
                return device;
            }

            @Override
            public RandomGenerator rounding(Digest announcement) {
                return new SplittableRandom(7);
            }
        };
    }
}
