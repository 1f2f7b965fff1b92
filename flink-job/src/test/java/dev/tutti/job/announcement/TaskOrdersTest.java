package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.job.announcement.PlannerState.Standing;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.CommitteeOdds;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.job.task.TaskOrder.Action;
import dev.tutti.job.testing.TestRound;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orders do to a task, and which are refused. */
class TaskOrdersTest {
    private final OperatorKey operator = OperatorKey.generate(new SecureRandom());
    private final PlannerState known = new PlannerState();
    private long number = 100;
    private Sortition sortition = Sortition.CHOSEN_BY_OPERATOR;

    @TempDir
    Path artifacts;

    @BeforeEach
    void anInitialModel() throws IOException {
        TestRound.writeInitialModel(artifacts);
    }

    @Test
    void aTaskIsCreatedStartedPausedStartedAndStopped() {
        assertThat(carryOut(TaskOrder.create(TestRound.task(), 1))).isEmpty();
        assertThat(known.standing).isEqualTo(Standing.CREATED);
        assertThat(known.heads).hasSize(1);
        assertThat(order(Action.START, 2)).isEmpty();
        assertThat(known.standing).isEqualTo(Standing.RUNNING);
        assertThat(order(Action.PAUSE, 3)).isEmpty();
        assertThat(known.standing).isEqualTo(Standing.PAUSED);
        assertThat(order(Action.START, 4)).isEmpty();
        assertThat(order(Action.STOP, 5)).isEmpty();
        assertThat(known.standing).isEqualTo(Standing.STOPPED);
        assertThat(order(Action.START, 6))
                .hasValueSatisfying(why -> assertThat(why).contains("stopped for good"));
    }

    @Test
    void whereCommitteesAreDrawnATaskThatWithstandsTooFewIsRefusedWithNumbers() {
        sortition = Sortition.drawnForDevelopment(new byte[16], 3_600_000);
        // A fortieth of forty devices: one may be corrupt, and eight members withstand one.
        TaskConfig small = TestRound.task().withOdds(new CommitteeOdds(0.025, 40));
        // Two of eighty may both be eligible.
        TaskConfig larger = TestRound.task().withOdds(new CommitteeOdds(0.025, 80));
        TaskConfig any = TestRound.task().withOdds(new CommitteeOdds(0.025, 0));
        assertThat(carryOut(TaskOrder.create(larger, 1)))
                .hasValueSatisfying(why -> assertThat(why).contains("at least 2 for 8 members drawn from 80 devices"));
        assertThat(carryOut(TaskOrder.create(any, 1)))
                .hasValueSatisfying(why -> assertThat(why).contains("of 1000000000 devices 25000000 may be corrupt"));
        assertThat(carryOut(TaskOrder.create(small.withSubCohorts(1, small.culprits()), 1)))
                .isEmpty();
        // The same orders where the operator chooses: nothing is promised, nothing refused.
        sortition = Sortition.CHOSEN_BY_OPERATOR;
        assertThat(orders(100_000)
                        .carryOut(TaskOrder.create(any, 2).sign(operator), new PlannerState())
                        .refusal())
                .isEmpty();
    }

    @Test
    void theLastOrderSaidAgainIsAnsweredTheSameAndAnOlderNumberIsRefused() {
        carryOut(TaskOrder.create(TestRound.task(), 1));
        order(Action.START, 2);
        order(Action.PAUSE, 3);
        assertThat(order(Action.PAUSE, 3)).isEmpty();
        assertThat(order(Action.START, 2))
                .hasValueSatisfying(why -> assertThat(why).contains("a number above 3"));
        assertThat(order(Action.STOP, 3))
                .hasValueSatisfying(why -> assertThat(why).contains("a number above 3"));
        assertThat(known.standing).isEqualTo(Standing.PAUSED);
    }

    @Test
    void aRefusedOrderStaysRefusedWhateverComesAfterIt() {
        carryOut(TaskOrder.create(TestRound.task(), 1));
        TaskOrder tooEarly = TaskOrder.rollBack(TestRound.POPULATION, theInitialModel(), 2);
        assertThat(carryOut(tooEarly)).isPresent();
        known.heads.add(new PlannerState.Head(3, new byte[32]));
        assertThat(carryOut(tooEarly)).isPresent();
        assertThat(known.restoring).isEmpty();
    }

    @Test
    void aCreatedTasksFirstModelIsTheOneItsFilesMakeAndNoOther() {
        TaskOrder create = TaskOrder.create(TestRound.task(), 1);
        TaskOrders.Answer answer = orders(100_000).carryOut(create.sign(operator), known);
        ModelManifest first = Objects.requireNonNull(answer.firstModel());
        assertThat(first.digest().hex())
                .isEqualTo(TestRound.task().initialModel().manifestDigest());
        String other = create.body().replaceFirst("(?m)^name=.*$", "name=other");
        assertThat(orders(100_000)
                        .carryOut(
                                new TaskOrder(TestRound.POPULATION, 1, Action.CREATE, other).sign(operator),
                                new PlannerState())
                        .refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("model.initial.digest"));
    }

    @Test
    void ordersAboutNothingSecondTasksAndTasksTooLargeAreRefused() {
        assertThat(order(Action.START, 1))
                .hasValueSatisfying(why -> assertThat(why).contains("created first"));
        assertThat(known.task).isEmpty();
        TaskOrder createIt = TaskOrder.create(TestRound.task(), 1);
        assertThat(orders(10).carryOut(createIt.sign(operator), known).refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("at most 10 together"));
        assertThat(carryOut(TaskOrder.create(TestRound.task(), 1))).isEmpty();
        assertThat(carryOut(TaskOrder.create(TestRound.task(), 2)))
                .hasValueSatisfying(why -> assertThat(why).contains("has one"));
        assertThat(known.standing).isEqualTo(Standing.CREATED);
    }

    @Test
    void aRollbackIsPassedOnOnceAndNothingElseIsUntilItIsDone() {
        carryOut(TaskOrder.create(TestRound.task(), 1));
        known.heads.add(new PlannerState.Head(3, new byte[32]));
        TaskOrder order = TaskOrder.rollBack(TestRound.POPULATION, theInitialModel(), 2);
        TaskOrders.Answer answer = orders(100_000).carryOut(order.sign(operator), known);
        assertThat(answer.refusal()).isEmpty();
        Restoration passedOn = Objects.requireNonNull(answer.restoration());
        assertThat(passedOn.order()).isEqualTo(order.digest().hex());
        assertThat(passedOn.slicePaths()).containsExactly("none", "none-1");
        assertThat(known.restoring).isEqualTo(order.digest().hex());
        // Delivered twice, it is passed on once.
        assertThat(orders(100_000).carryOut(order.sign(operator), known).restoration())
                .isNull();
        assertThat(carryOut(TaskOrder.rollBack(TestRound.POPULATION, theInitialModel(), 3)))
                .hasValueSatisfying(why -> assertThat(why).contains("under way"));
    }

    @Test
    void aModelThatIsNotThereOrNotTheNamedOneOrNotOlderIsNotRolledBackTo() {
        assertThat(rollBack(theInitialModel()))
                .hasValueSatisfying(why -> assertThat(why).contains("created first"));
        carryOut(TaskOrder.create(TestRound.task(), 1));
        assertThat(rollBack(theInitialModel()))
                .hasValueSatisfying(why -> assertThat(why).contains("older than"));
        known.heads.add(new PlannerState.Head(3, new byte[32]));
        List<String> digests = theInitialModel().sliceDigests();
        assertThat(rollBack(new RestoredModel(0, List.of("none", "missing"), digests)))
                .hasValueSatisfying(why -> assertThat(why).contains("readable file for slice 1"));
        assertThat(rollBack(new RestoredModel(0, List.of("none", "short"), digests)))
                .hasValueSatisfying(why -> assertThat(why).contains("in slice 1, found 4"));
        assertThat(rollBack(new RestoredModel(0, List.of("none", "none-1"), List.of(digests.get(0), "ab".repeat(32)))))
                .hasValueSatisfying(why -> assertThat(why).contains("what the order names"));
        assertThat(known.restoring).isEmpty();
        assertThat(rollBack(theInitialModel())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../secret", "models/../../secret", " "})
    void aModelOutsideTheArtifactsCannotBeNamed(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RestoredModel(0, List.of(path), List.of("ab".repeat(32))));
    }

    private Optional<String> rollBack(RestoredModel model) {
        return carryOut(TaskOrder.rollBack(TestRound.POPULATION, model, ++number));
    }

    private static RestoredModel theInitialModel() {
        return new RestoredModel(
                0,
                List.of("none", "none-1"),
                List.of(
                        Digest.sha256(TestRound.initialSlice(0)).hex(),
                        Digest.sha256(TestRound.initialSlice(1)).hex()));
    }

    private Optional<String> order(Action action, long number) {
        return carryOut(TaskOrder.of(action, TestRound.POPULATION, number));
    }

    private Optional<String> carryOut(TaskOrder order) {
        return orders(100_000).carryOut(order.sign(operator), known).refusal();
    }

    private TaskOrders orders(long longestBytesMillis) {
        return new TaskOrders(
                new OperatorVerifier(operator.publicKey()),
                longestBytesMillis,
                new ArtifactStore(artifacts.toUri().toString()),
                sortition);
    }
}
