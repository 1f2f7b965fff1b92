package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.announcement.PlannerState.Standing;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.job.task.TaskOrder.Action;
import dev.tutti.job.testing.TestRound;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What orders do to a task, and which are refused. */
class TaskOrdersTest {
    private final OperatorKey operator = OperatorKey.generate(new SecureRandom());
    private final TaskOrders orders = new TaskOrders(new OperatorVerifier(operator.publicKey()), 100_000);
    private final PlannerState known = new PlannerState();

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
    void aRepeatedOrderChangesNothing() {
        carryOut(TaskOrder.create(TestRound.task(), 1));
        order(Action.START, 2);
        order(Action.PAUSE, 3);
        assertThat(order(Action.START, 2)).isEmpty();
        assertThat(known.standing).isEqualTo(Standing.PAUSED);
    }

    @Test
    void ordersAboutNothingSecondTasksAndTasksTooLargeAreRefused() {
        assertThat(order(Action.START, 1))
                .hasValueSatisfying(why -> assertThat(why).contains("created first"));
        assertThat(known.task).isEmpty();
        TaskOrders strict = new TaskOrders(new OperatorVerifier(operator.publicKey()), 10);
        assertThat(strict.carryOut(TaskOrder.create(TestRound.task(), 1).sign(operator), known))
                .hasValueSatisfying(why -> assertThat(why).contains("at most 10 together"));
        assertThat(carryOut(TaskOrder.create(TestRound.task(), 1))).isEmpty();
        assertThat(carryOut(TaskOrder.create(TestRound.task(), 2)))
                .hasValueSatisfying(why -> assertThat(why).contains("has one"));
        assertThat(known.lastOrder).isEqualTo(1);
    }

    private Optional<String> order(Action action, long number) {
        return carryOut(TaskOrder.of(action, TestRound.POPULATION, number));
    }

    private Optional<String> carryOut(TaskOrder order) {
        return orders.carryOut(order.sign(operator), known);
    }
}
