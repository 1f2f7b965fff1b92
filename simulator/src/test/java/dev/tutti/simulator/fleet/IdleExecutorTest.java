package dev.tutti.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdleExecutorTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final IdleExecutor executor = new IdleExecutor(pool::add);

    @Test
    void withNothingUnderWayItIsIdleAtOnce() {
        assertThat(executor.whenIdle()).isCompleted();
    }

    @Test
    void itIsNotIdleBeforeTheLastTaskAndWhatThatStarted() {
        executor.execute(() -> executor.execute(() -> {}));
        CompletableFuture<Void> idle = executor.whenIdle();

        pool.remove().run();
        assertThat(idle).isNotDone();
        pool.remove().run();
        assertThat(idle).isCompleted();
    }

    @Test
    void aTaskThatFailsEndsToo() {
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        CompletableFuture<Void> idle = executor.whenIdle();
        try {
            pool.remove().run();
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("broken");
        }
        assertThat(idle).isCompleted();
    }
}
