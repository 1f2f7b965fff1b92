package dev.tutti.job.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.job.config.Guard;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.TaskOrder.Action;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Orders and tasks survive being written, and nothing but what the operator signed is an order. */
class TaskOrderTest {
    private final OperatorKey operator = OperatorKey.generate(new SecureRandom());
    private final OperatorVerifier verifier = new OperatorVerifier(operator.publicKey());
    private final TaskConfig task = TestRound.task().withGuard(new Guard(0.75, 0.5));

    @Test
    void aTaskIsTheSameAfterBeingWrittenAndRead() {
        assertThat(TaskText.parse(TaskText.of(task))).isEqualTo(task);
        assertThat(TaskText.of(TaskText.parse(TaskText.of(task)))).isEqualTo(TaskText.of(task));
    }

    @Test
    void aTaskWithAnUnknownKeyOrATwiceGivenOneIsRefused() {
        assertThatThrownBy(() -> TaskText.parse(TaskText.of(task) + "colour=red\n"))
                .hasMessageContaining("'colour'");
        assertThatThrownBy(() -> TaskText.parse(TaskText.of(task) + "name=other\n"))
                .hasMessageContaining("each key once");
    }

    @Test
    void anOrderIsWhatTheOperatorSigned() {
        TaskOrder create = TaskOrder.create(task, 7);
        assertThat(TaskOrder.verified(create.sign(operator), verifier)).isEqualTo(create);
        TaskOrder pause = TaskOrder.of(Action.PAUSE, "p/q", 8);
        assertThat(TaskOrder.verified(pause.sign(operator), verifier)).isEqualTo(pause);
    }

    @Test
    void forgedChangedOrMisdirectedOrdersAreNone() {
        TaskCommand command = TaskOrder.of(Action.STOP, "p/q", 8).sign(operator);
        assertThatThrownBy(() -> TaskOrder.verified(
                        TaskOrder.of(Action.STOP, "p/q", 8).sign(OperatorKey.generate(new SecureRandom())), verifier))
                .hasMessageContaining("signature");
        TaskCommand later = TaskCommand.newBuilder(command)
                .setOrder(ByteBuffer.wrap(TaskOrder.of(Action.STOP, "p/q", 9).encode()))
                .build();
        assertThatThrownBy(() -> TaskOrder.verified(later, verifier)).hasMessageContaining("signature");
        TaskCommand elsewhere =
                TaskCommand.newBuilder(command).setPopulation("p/r").build();
        assertThatThrownBy(() -> TaskOrder.verified(elsewhere, verifier)).hasMessageContaining("population");
        byte[] text = "nothing\n1\np\nSTOP\n".getBytes(StandardCharsets.UTF_8);
        TaskCommand otherText = TaskCommand.newBuilder(command)
                .setOrder(ByteBuffer.wrap(text))
                .setOperatorSignature(ByteBuffer.wrap(operator.sign(TaskOrder.LABEL, text)))
                .build();
        assertThatThrownBy(() -> TaskOrder.verified(otherText, verifier)).hasMessageContaining("begins with");
    }
}
