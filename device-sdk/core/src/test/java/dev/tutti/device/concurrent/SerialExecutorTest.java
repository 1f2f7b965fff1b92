package dev.tutti.device.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One after another, on threads of others. */
final class SerialExecutorTest {
    private final ExecutorService shared = Executors.newFixedThreadPool(4);
    private final SerialExecutor serial = new SerialExecutor(shared);

    @AfterEach
    void shutDown() {
        shared.shutdownNow();
    }

    @Test
    void tasksRunInOrderAndNeverTwoAtOnce() {
        List<Integer> order = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            int number = i;
            serial.execute(() -> {
                if (inside.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                order.add(number);
                inside.decrementAndGet();
            });
        }
        CompletableFuture.runAsync(() -> {}, serial).join();
        assertThat(order).isEqualTo(IntStream.range(0, 500).boxed().toList());
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheNext() {
        serial.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> {}, serial);
        assertThat(next.join()).isNull();
    }

    @Test
    void nothingStartsAfterClosing() throws InterruptedException {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        serial.execute(() -> {
            running.countDown();
            awaitQuietly(release);
            ran.add("first");
        });
        running.await();
        serial.execute(() -> ran.add("second"));
        serial.close();
        serial.execute(() -> ran.add("third"));
        release.countDown();

        await().until(() -> !ran.isEmpty());
        shared.shutdown();
        assertThat(ran).containsExactly("first");
    }

    @Test
    void aDelayedTaskCanBeTakenBack() {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> cancelled = serial.after(Duration.ofMillis(30), () -> ran.add("cancelled"));
        cancelled.cancel(false);
        serial.after(Duration.ofMillis(60), () -> ran.add("kept")).join();

        await().until(() -> !ran.isEmpty());
        assertThat(ran).containsExactly("kept");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
