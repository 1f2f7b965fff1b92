package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.AttemptsApart;
import dev.tutti.device.fixture.FixedDraw;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.schemas.update.UpdateHeader;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator that announces two sub-cohorts to have two updates of a round from one device: it opens both, one without the
 * victim, and subtracts (docs/protocol.md, "Device, masking"). A device that restarts draws anew, so it is not the draw that
 * stands against it but the record of the round.
 */
final class SubCohortAttackTest {
    private static final int DEVICES = 3;
    private static final int SUB_COHORTS = 2;

    private final World world = new World();
    private final SignedModel model = world.operator.publishNext();
    private final List<SoftwareEnclave> enclaves =
            List.of(world.operator.enrol(), world.operator.enrol(), world.operator.enrol());
    private final DeviceId victim = enclaves.get(0).credential().credential().device();
    private final List<List<TestMember>> committees = List.of(world.operator.committee(), world.operator.committee());
    private final List<Announcement> terms = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void announceBoth() {
        for (int index = 0; index < SUB_COHORTS; index++) {
            terms.add(world.operator.terms(
                    1,
                    1,
                    index,
                    committees.get(index).stream().map(TestMember::checkIn).toList()));
            world.network.announce(world.operator.sign(terms.get(index), SUB_COHORTS));
        }
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void devicesThatTakeEverySubCohortForARoundOfItsOwnGiveTheVictimAway() {
        takePart(0, AttemptsApart::new);
        takePart(1, AttemptsApart::new);

        SliceSum all = open(0, true);
        SliceSum others = open(1, false);

        long[] difference = new long[TestOperator.DIMENSION];
        Arrays.setAll(difference, i -> all.parameters()[i] - others.parameters()[i]);
        assertThat(difference).isEqualTo(victimsUpdate());
    }

    @Test
    void devicesThatSentToOneSubCohortSendToNoOtherThoughTheyDrawAnew() {
        takePart(0, UnaryOperator.identity());
        takePart(1, UnaryOperator.identity());

        assertThat(updates(0)).hasSize(DEVICES);
        assertThat(updates(1)).isEmpty();
        assertThat(world.network.sent(UpdateHeader.class)).hasSize(DEVICES);
    }

    @Test
    void aDeviceThatRunsAgainAndAgainSendsOnceWhateverItDrewAndWhateverTheOperatorSays() {
        try (FederatedClient client = world.client(
                        directory.resolve("device"), enclaves.get(0), world.network.endpoint())
                .build()) {
            world.run(client);
            assertThat(world.network.sent(UpdateHeader.class)).hasSize(1);
            for (int attempt = 1; attempt <= 3; attempt++) {
                for (int index = 0; index < 4; index++) {
                    Announcement more = world.operator.terms(
                            1,
                            attempt,
                            index,
                            committees.get(0).stream().map(TestMember::checkIn).toList());
                    for (int subCohorts = index + 1; subCohorts <= 4; subCohorts++) {
                        world.network.announce(world.operator.sign(more, subCohorts));
                    }
                }
                assertThat(world.run(client).state()).isEqualTo(AssignmentState.TRAINED);
            }
            assertThat(world.network.sent(UpdateHeader.class)).hasSize(1);
        }
    }

    /** All devices come up, draw the same sub-cohort, send to it if they will, and go down. */
    private void takePart(int drawn, UnaryOperator<StateStore> memory) {
        for (int i = 0; i < DEVICES; i++) {
            try (FederatedClient client = world.client(
                            directory.resolve("device" + i), enclaves.get(i), world.network.endpoint())
                    .seeds(alike(i))
                    .storeSeam(memory)
                    .draws(FixedDraw.of(drawn))
                    .build()) {
                world.run(client);
            }
        }
    }

    private List<MaskedUpdate> updates(int index) {
        return new TestJob(terms.get(index)).collect(world.network);
    }

    private SliceSum open(int index, boolean withVictim) {
        List<MaskedUpdate> sealed = updates(index).stream()
                .filter(update ->
                        withVictim || !update.signed().statement().device().equals(victim))
                .toList();
        assertThat(sealed).hasSize(withVictim ? DEVICES : DEVICES - 1);
        TestJob job = new TestJob(terms.get(index));
        return job.sum(
                sealed, job.open(sealed, committees.get(index), world.operator.credentials(), world.clock.millis()));
    }

    private long[] victimsUpdate() {
        float[] delta = world.trainer.given().get(0);
        return TestDevice.encoded(
                new TrainedUpdate(model, new TrainingOutcome(delta, 20, Evaluation.NONE, "test")), terms.get(0));
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
