package dev.tutti.simulator.fleet;

import dev.tutti.device.AssignmentState;
import dev.tutti.device.FederatedClient;
import dev.tutti.device.FederatedClientBuilder;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.transport.Transport;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.simulator.check.CapturedUpdate;
import dev.tutti.simulator.workload.Workload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The devices, sharing a few threads and one trainer and nothing else. Everything a device keeps to itself is its own:
 * keys, state directory, examples, transport.
 */
public final class Fleet implements AutoCloseable {
    private static final long SETTLE_POLL_MILLIS = 20;

    private final List<VirtualDevice> devices = new ArrayList<>();
    private final Map<DeviceId, VirtualDevice> byId = new HashMap<>();
    private final ExecutorService steps;
    private final ExecutorService training;

    private Fleet(int threads) {
        steps = threads(threads, "device-step");
        training = threads(threads, "device-training");
    }

    /**
     * Builds and starts the devices of a workload. They check in at once and take part from the next announcement on.
     *
     * @param workload one device per entry of its examples
     * @param plan what goes wrong when
     * @param terms what they have in common
     * @param seed what their shuffling and rounding follows from
     * @param trainer shared by all
     * @param transports opens a device's own endpoint
     * @param progress told after each device how many there are
     */
    public static Fleet start(
            Workload workload,
            DisruptionPlan plan,
            FleetTerms terms,
            long seed,
            Trainer trainer,
            Function<DeviceId, Transport> transports,
            IntConsumer progress) {
        Fleet fleet = new Fleet(Math.max(2, Runtime.getRuntime().availableProcessors()));
        try {
            SplittableRandom seeds = new SplittableRandom(seed ^ 0x0F1EE7L);
            for (int i = 0; i < workload.devices().size(); i++) {
                Notebook notebook = new Notebook(i, trainer, seeds.nextLong());
                fleet.add(i, workload, plan, terms, notebook, transports);
                progress.accept(i + 1);
            }
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void add(
            int index,
            Workload workload,
            DisruptionPlan plan,
            FleetTerms terms,
            Notebook notebook,
            Function<DeviceId, Transport> transports) {
        Enclave enclave = terms.enclaves().get(index);
        DeviceId id = enclave.credential().credential().device();
        IdleExecutor own = new IdleExecutor(steps);
        VirtualDevice device = new VirtualDevice(index, plan, notebook, own, transports.apply(id));
        Path state = terms.stateRoot().resolve("device-" + index);
        FederatedClientBuilder builder = FederatedClient.builder();
        terms.seating()
                .ifPresent(seating -> builder.eligibility(seating.eligibility().apply(id), seating.members()));
        FederatedClient client = builder.population(terms.population())
                .trust(terms.trust())
                .privacyFloor(terms.floor())
                .exampleStore(workload.devices().get(index))
                .enclave(enclave)
                .trainer(notebook)
                .seeds(notebook)
                .transport(device.transport())
                .stateDir(state)
                .executor(own)
                .trainingExecutor(training)
                .sealing(terms.sealing())
                .patience(terms.patience())
                .receiptWait(terms.patience())
                .build();
        device.powerOn(client);
        devices.add(device);
        byId.put(id, device);
    }

    /**
     * Waits until every device is through with a round, so that each has its one reason.
     *
     * @return false if some are still busy when {@code patience} is over
     */
    public boolean settle(long round, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!devices.stream()
                .allMatch(
                        device -> device.attempt(round).filter(Attempt::isOver).isPresent())) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            Thread.sleep(SETTLE_POLL_MILLIS);
        }
        return true;
    }

    /** How many devices there are. */
    public int size() {
        return devices.size();
    }

    /** How many heard of a round. */
    public int announced(long round) {
        return (int) devices.stream().filter(device -> device.heardOf(round)).count();
    }

    /** The newest round that any device heard of; 0 before the first. */
    public long newestRound() {
        return devices.stream().mapToLong(VirtualDevice::newestRound).max().orElse(0);
    }

    /** How many trained for a round so far. */
    public int trained(long round) {
        return (int) devices.stream()
                .filter(device -> device.attempt(round).filter(Attempt::trained).isPresent())
                .count();
    }

    /**
     * The updates of a sealed cohort in the clear, in the report's order. A contributor the fleet knows no update of is
     * left out, and the check then says so.
     */
    public List<CapturedUpdate> updatesOf(RoundReport report) {
        Digest announcement = digest(report.getAnnouncementHash());
        List<CapturedUpdate> updates = new ArrayList<>();
        for (ByteBuffer contributor : report.getContributors()) {
            Optional.ofNullable(byId.get(DeviceId.of(bytes(contributor))))
                    .flatMap(device -> device.update(announcement))
                    .ifPresent(updates::add);
        }
        return updates;
    }

    /**
     * Devices whose update is not in the sum of a round of one cohort, by reason: each has exactly one, and it is what the
     * device saw. If there is no sum, the cohort's devices are among them.
     */
    public Map<String, Integer> dropped(RoundReport report) {
        return dropped(report, List.of(report));
    }

    /**
     * The same of one sub-cohort. Every device not in any of the round's sums is dropped once: from the sub-cohort that its
     * update went to, or else from the first.
     *
     * @param round reports of all sub-cohorts of the round
     */
    public Map<String, Integer> dropped(RoundReport report, List<RoundReport> round) {
        Map<DeviceId, RoundReport> sealedIn = new HashMap<>();
        for (RoundReport cohort : round) {
            cohort.getContributors().forEach(device -> sealedIn.putIfAbsent(DeviceId.of(bytes(device)), cohort));
        }
        Map<String, Integer> dropped = new TreeMap<>();
        byId.forEach((id, device) -> {
            Optional<RoundReport> sealed = Optional.ofNullable(sealedIn.get(id));
            boolean counted = sealed.filter(cohort -> cohort.getStatus() == RoundStatus.COMPLETED)
                    .isPresent();
            RoundReport its = sealed.or(() -> round.stream()
                            .filter(cohort -> device.sentTo(cohort.getRound(), digest(cohort.getAnnouncementHash())))
                            .findFirst())
                    .orElse(round.get(0));
            if (!counted && its.getSubCohort() == report.getSubCohort()) {
                String reason =
                        device.attempt(report.getRound()).map(Attempt::reason).orElse("never heard of it");
                dropped.merge(reason, 1, Integer::sum);
            }
        });
        return dropped;
    }

    /** What the SDK said of the updates of a round's cohort, by how far they got. */
    public Map<AssignmentState, Integer> fates(RoundReport report) {
        Map<AssignmentState, Integer> fates = new EnumMap<>(AssignmentState.class);
        for (ByteBuffer contributor : report.getContributors()) {
            Optional.ofNullable(byId.get(DeviceId.of(bytes(contributor))))
                    .flatMap(device -> device.attempt(report.getRound()))
                    .flatMap(Attempt::result)
                    .ifPresent(result -> fates.merge(result.state(), 1, Integer::sum));
        }
        return fates;
    }

    /** Bytes of the largest update that any device sent whole; 0 before the first. */
    public long bytesPerUpdate() {
        return devices.stream()
                .mapToLong(VirtualDevice::largestUpdateBytes)
                .max()
                .orElse(0);
    }

    /** Lets go of the updates of a round that was dealt with. */
    public void forget(RoundReport report) {
        devices.forEach(device -> device.forget(digest(report.getAnnouncementHash())));
    }

    @Override
    public void close() {
        devices.forEach(VirtualDevice::close);
        training.shutdownNow();
        steps.shutdownNow();
    }

    private static Digest digest(ByteBuffer bytes) {
        return Digest.of(bytes(bytes));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    private static ExecutorService threads(int count, String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
