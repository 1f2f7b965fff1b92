package dev.tutti.device;

import static org.awaitility.Awaitility.await;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.fixture.CountingExecutor;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestTrainer;
import dev.tutti.secagg.statement.Announcement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An operator, a network, a committee and two threads that all clients of a test share. */
final class World implements AutoCloseable {
    final TestClock clock = new TestClock();
    final Network network = new Network();
    final TestOperator operator = new TestOperator(network, clock);
    final List<TestMember> committee = operator.committee();
    final TestTrainer trainer = new TestTrainer();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    final CountingExecutor executor = new CountingExecutor(threads);

    /** A client that joins whatever the operator has announced, waits for nothing, and serves on no committee. */
    FederatedClientBuilder client(Path directory, Enclave enclave, Network.Endpoint endpoint) {
        return FederatedClient.builder()
                .population(TestOperator.POPULATION)
                .trust(operator.trust())
                .exampleStore(new TestExamples(20, 10))
                .enclave(enclave)
                .trainer(trainer)
                .transport(endpoint)
                .stateDir(directory)
                .privacyFloor(TestOperator.floor())
                .clock(clock)
                .executor(executor)
                .patience(Duration.ZERO)
                .withoutCommitteeDuty();
    }

    FederatedClientBuilder client(Path directory) {
        return client(directory, operator.enrol(), network.endpoint());
    }

    /** Waits until every message was read, then takes part once. */
    RunResult run(FederatedClient client) {
        settle();
        return client.runOnce(Conditions.ideal());
    }

    /** Waits until every device has read all its messages. */
    void settle() {
        await().until(executor::isIdle);
    }

    /** Announces a round on the newest model with this world's committee. */
    Announcement announce(long round, int attempt) {
        Announcement terms = operator.terms(
                round, attempt, committee.stream().map(TestMember::checkIn).toList());
        network.announce(operator.sign(terms));
        return terms;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
