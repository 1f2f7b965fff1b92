package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.Guard;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.job.testing.TestRound;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An order that the operator signed and that nothing can be made of is refused before it is remembered. */
class PoisonOrdersTest {
    @TempDir
    Path artifacts;

    private final OperatorKey operator = OperatorKey.generate(new SecureRandom());
    private final PlannerState known = new PlannerState();

    @BeforeEach
    void anInitialModel() throws IOException {
        TestRound.writeInitialModel(artifacts);
    }

    @ParameterizedTest
    @CsvSource({
        "plan.digest, zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        "model.initial.digest, zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        "name, my task!",
        "staleness.max, 64",
        "model.initial.slices, none",
        "model.initial.slices, 'none,missing'",
        "model.initial.slices, 'none,short'",
        "model.initial.slices, 'none,../outside'"
    })
    void aTaskThatCouldNotBeAnnouncedOrSteppedIsRefused(String key, String value) {
        assertThat(carryOut(key, value)).isPresent();
        assertThat(known.task).isEmpty();
    }

    @Test
    void theTaskItselfIsTaken() {
        assertThat(carryOut("rounds", "0")).isEmpty();
    }

    private Optional<String> carryOut(String key, String value) {
        String text = TaskText.of(TestRound.task()).replaceFirst("(?m)^" + key + "=.*$", key + "=" + value);
        TaskOrder order = new TaskOrder(TestRound.POPULATION, 1, TaskOrder.Action.CREATE, text);
        return new TaskOrders(
                        new OperatorVerifier(operator.publicKey()),
                        100_000,
                        new ArtifactStore(artifacts.toUri().toString()),
                        Sortition.CHOSEN_BY_OPERATOR)
                .carryOut(order.sign(operator), known)
                .refusal();
    }

    @ParameterizedTest
    @CsvSource({"0.8, 80", "0.6, 60", "0.7, 70", "0.9, 90"})
    void aModelAtItsGuardPassesAlsoAfterTheGuardWasWritten(double guard, int percent) {
        TaskConfig task = TestRound.task().withGuard(new Guard(guard, 1));
        TaskConfig read = TaskText.parse(TaskText.of(task));
        assertThat(read.guard().passes(percent / 100.0, 0)).isTrue();
        assertThat(read).isEqualTo(task);
    }
}
