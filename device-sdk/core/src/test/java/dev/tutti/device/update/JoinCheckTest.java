package dev.tutti.device.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing one update and one round together. */
final class JoinCheckTest {
    private static final Duration UPLOAD = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final SignedModel model = operator.publishNext();
    private final Announcement terms = operator.terms(
            3, 1, operator.committee().stream().map(TestMember::checkIn).toList());
    private final DirectoryStateStore store;

    JoinCheckTest(@TempDir Path directory) {
        store = DirectoryStateStore.open(directory);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aFittingUpdateMayJoin() {
        assertThat(check(update(0.1f), terms)).isEmpty();
    }

    @Test
    void aRoundUsedAtAnotherAttemptIsRefused() {
        Announcement second = operator.terms(
                3, 2, terms.seats().stream().map(seat -> seat.checkIn()).toList());
        UploadId upload = UploadId.random(new SecureRandom());
        store.begin(UpdateRecord.preparing(second.digest(), second.round(), upload, clock.millis(), 0));

        assertRefused(update(0.1f), terms, JoinFault.ROUND_USED);
    }

    @Test
    void aRoundThatClosesBeforeAnUploadCouldEndIsRefused() {
        clock.advance(Duration.ofMillis(TestOperator.WINDOW_MILLIS).minus(UPLOAD));
        assertRefused(update(0.1f), terms, JoinFault.ROUND_CLOSED);
    }

    @Test
    void aRoundNotYetOpenIsRefused() {
        clock.advance(Duration.ofMillis(-1));
        assertRefused(update(0.1f), terms, JoinFault.ROUND_CLOSED);
    }

    @Test
    void anUpdateOfAModelNotListedIsRefused() {
        BaseModel forked = new BaseModel(model.manifest().version(), Digest.sha256(new byte[1]), 0);
        assertRefused(update(0.1f), Terms.withBases(terms, List.of(forked)), JoinFault.BASE_NOT_LISTED);
    }

    @Test
    void evenWithoutThisCheckNothingIsMaskedForARoundThatDoesNotListItsModel(@TempDir Path directory) {
        BaseModel forked = new BaseModel(model.manifest().version(), Digest.sha256(new byte[1]), 0);
        Announcement elsewhere = Terms.withBases(terms, List.of(forked));
        OpenRound round = new OpenRound(elsewhere, elsewhere.digest());
        TrainedUpdate update = TestDevice.trained(model, 1);
        try (TestDevice device = TestDevice.enrolled(operator, directory, clock)) {
            JoinCheck lax = JoinCheck.without(JoinFault.BASE_NOT_LISTED, device.store(), TestOperator.floor(), UPLOAD);
            assertThat(lax.check(update, round, clock.millis())).isEmpty();

            assertThatThrownBy(() -> device.mask(update, round)).isInstanceOf(IllegalArgumentException.class);

            assertThat(device.store().finished(round.hash())).isEmpty();
        }
    }

    @Test
    void anUpdateMadeWithAnotherPlanIsRefused() {
        assertRefused(update(0.1f), Terms.withPlan(terms, Digest.sha256(new byte[1])), JoinFault.OTHER_PLAN);
    }

    @Test
    void anUpdateOfAnotherDimensionIsRefused() {
        TrainedUpdate longer = new TrainedUpdate(model, new TrainingOutcome(new float[41], 1, Evaluation.NONE, "test"));
        assertRefused(longer, terms, JoinFault.OTHER_DIMENSION);
    }

    @Test
    void aTrivialUpdateIsRefused() {
        assertRefused(update(1e-9f), terms, JoinFault.TRIVIAL_UPDATE);
        assertRefused(update(0), terms, JoinFault.TRIVIAL_UPDATE);
    }

    @Test
    void anUpdateSpentElsewhereIsRefused() {
        TrainedUpdate update = update(0.1f);
        assertThat(update.spendOn(Digest.sha256(new byte[1]))).isTrue();
        assertRefused(update, terms, JoinFault.UPDATE_SPENT);
    }

    private TrainedUpdate update(float value) {
        float[] delta = new float[TestOperator.DIMENSION];
        Arrays.fill(delta, value);
        return new TrainedUpdate(model, new TrainingOutcome(delta, 1, Evaluation.NONE, "test"));
    }

    private void assertRefused(TrainedUpdate update, Announcement announced, JoinFault fault) {
        assertThat(check(update, announced).map(JoinRefusal::fault)).hasValue(fault);
    }

    private Optional<JoinRefusal> check(TrainedUpdate update, Announcement announced) {
        return new JoinCheck(store, TestOperator.floor(), UPLOAD)
                .check(update, new OpenRound(announced, announced.digest()), clock.millis());
    }
}
