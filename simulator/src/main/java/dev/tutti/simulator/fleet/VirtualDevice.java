package dev.tutti.simulator.fleet;

import dev.tutti.device.AssignmentState;
import dev.tutti.device.Conditions;
import dev.tutti.device.FederatedClient;
import dev.tutti.device.RetryWindow;
import dev.tutti.device.RunResult;
import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.device.transport.Transport;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.simulator.check.CapturedUpdate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device of the fleet: a real client with its own keys, state and examples. Every announced round makes it run once,
 * disrupted as the plan says.
 */
final class VirtualDevice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualDevice.class);
    private static final Conditions IN_USE = new Conditions(false, true, true, 100, Conditions.Thermal.NORMAL);

    private static final RunResult FAILED = new RunResult(
            AssignmentState.TRAINING_FAILED,
            "CRASHED",
            Optional.empty(),
            RetryWindow.after(Instant.EPOCH, Duration.ZERO),
            0);

    private final int index;
    private final DisruptionPlan plan;
    private final Notebook notebook;
    private final IdleExecutor steps;
    private final DisruptedTransport transport;
    private final Attempts attempts = new Attempts();
    private final Map<ByteBuffer, Long> rounds = new ConcurrentHashMap<>();
    private final Set<Long> announced = ConcurrentHashMap.newKeySet();
    private volatile Attempts.Run current = new Attempts.Run(0);
    private @Nullable FederatedClient client;
    private CompletableFuture<?> busy = CompletableFuture.completedFuture(null);

    /**
     * @param index place in the fleet
     * @param plan what goes wrong when
     * @param notebook this device's own
     * @param steps its share of the fleet's threads, which its client runs on
     * @param real its endpoint
     */
    VirtualDevice(int index, DisruptionPlan plan, Notebook notebook, IdleExecutor steps, Transport real) {
        this.index = index;
        this.plan = plan;
        this.notebook = notebook;
        this.steps = steps;
        this.transport = new DisruptedTransport(real, this::tapped, this::isSilent, this::losesItsNetwork, this::left);
    }

    /** What the client is to be built with. */
    DisruptedTransport transport() {
        return transport;
    }

    /** What the client is to be built with, as trainer and as seeds. */
    Notebook notebook() {
        return notebook;
    }

    /** Gives the device its client. Rounds announced while it was being built are taken up now. */
    synchronized void powerOn(FederatedClient built) {
        client = built;
        announced.stream().sorted().forEach(this::takeUp);
    }

    /** The device's id. */
    DeviceId id() {
        return running().device();
    }

    /** Whether it heard of a round. */
    boolean heardOf(long round) {
        return announced.contains(round);
    }

    /** The newest round it heard of; 0 before the first. */
    long newestRound() {
        return announced.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** What it did about a round. */
    Optional<Attempt> attempt(long round) {
        return attempts.of(round);
    }

    /** Whether anything of an update of the device went to this announcement of a round. */
    boolean sentTo(long round, Digest announcement) {
        return notebook.update(announcement).isPresent()
                || attempts.of(round)
                        .flatMap(Attempt::result)
                        .flatMap(RunResult::participation)
                        .filter(joined -> joined.announcement().equals(announcement))
                        .isPresent();
    }

    /** Its update for an announcement, in the clear, if it sent one. */
    Optional<CapturedUpdate> update(Digest announcement) {
        return notebook.update(announcement);
    }

    /** Bytes of the largest update it sent whole. */
    long largestUpdateBytes() {
        return attempts.all().stream()
                .flatMap(attempt -> attempt.result().stream())
                .filter(run -> run.state() == AssignmentState.ACCEPTED || run.state() == AssignmentState.UPLOADED)
                .mapToLong(RunResult::bytesOut)
                .max()
                .orElse(0);
    }

    /** Lets go of its update for an announcement. */
    void forget(Digest announcement) {
        notebook.forget(announcement);
    }

    private DeviceInbox tapped(DeviceInbox inbox) {
        return new TappedInbox(inbox, this::announced);
    }

    private void left(UpdateStatement header) {
        notebook.left(header.announcement(), header.base().version());
        Long round = rounds.get(ByteBuffer.wrap(header.announcement().bytes()));
        if (round != null) {
            attempts.left(current, round);
        }
    }

    private boolean isSilent(ByteBuffer announcementHash) {
        Long round = rounds.get(announcementHash);
        return round != null && plan.isSilent(index, round);
    }

    private boolean losesItsNetwork(ByteBuffer announcementHash) {
        Long round = rounds.get(announcementHash);
        return round != null && plan.of(index, round) == Disruption.MID_UPLOAD && round == current.begunFor();
    }

    private synchronized void announced(RoundAnnouncement announcement) {
        rounds.put(announcement.getAnnouncementHash().duplicate(), announcement.getRound());
        if (announced.add(announcement.getRound()) && client != null) {
            takeUp(announcement.getRound());
        }
    }

    private synchronized void takeUp(long round) {
        Disruption disruption = plan.of(index, round);
        attempts.heardOf(round);
        busy = busy.handle((done, failure) -> null)
                // It reads its messages first, or it would train on a model it has already been told is old.
                .thenCompose(free -> steps.whenIdle())
                .thenCompose(idle -> run(round, disruption));
    }

    private CompletableFuture<Void> run(long round, Disruption disruption) {
        Attempts.Run run = new Attempts.Run(round);
        // An update of an earlier round, resumed now, finds the network back.
        current = run;
        notebook.onTrained(run::hasTrained);
        Supplier<Conditions> conditions = () -> isInUse(run, disruption) ? IN_USE : Conditions.ideal();
        return running()
                .start(conditions)
                .exceptionally(failure -> {
                    LOG.error("device {} failed in round {}", index, round, failure);
                    return FAILED;
                })
                .thenCompose(result ->
                        attempts.over(run, result) ? run(round, disruption) : CompletableFuture.completedFuture(null));
    }

    private static boolean isInUse(Attempts.Run run, Disruption disruption) {
        return disruption == Disruption.BEFORE_TRAINING || disruption == Disruption.AFTER_TRAINING && run.trained();
    }

    private synchronized FederatedClient running() {
        if (client == null) {
            throw new IllegalStateException("expected a device that was powered on");
        }
        return client;
    }

    @Override
    public void close() {
        running().close();
    }
}
