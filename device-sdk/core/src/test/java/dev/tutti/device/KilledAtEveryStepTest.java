package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Lifetime;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.store.UpdateState;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.transport.Transport;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device is killed at every single step of a whole participation, from its first to the receipt, and started again each
 * time (docs/protocol.md, "Device, masking"): before and after every write and read of its state, every line of its egress
 * log, every use of its enclave, all training, every message and the flush.
 */
final class KilledAtEveryStepTest {
    @TempDir
    private Path directory;

    @Test
    void wheneverADeviceIsKilledItMasksOnceSendsTheSameBytesAndLogsAllThatLeft() {
        int last = 0;
        Set<String> steps = new HashSet<>();
        for (int step = 1; last == 0; step++) {
            try (Device device = new Device("killed at " + step, Device::sameState)) {
                Lifetime first = Lifetime.until(step);
                device.live(first);
                steps.addAll(first.steps());
                if (!first.isOver()) {
                    assertThat(device.stateOfFirst()).hasValue(UpdateState.ACCEPTED);
                    last = step;
                }
                assertThat(device.unlogged()).as("killed at step %s", step).isEmpty();
                device.startAgain();
                assertThat(device.violations())
                        .as("killed at step %s, %s", step, first.steps())
                        .isEmpty();
            }
        }
        assertThat(last).isGreaterThan(50);
        assertThat(steps)
                .contains(
                        "before StateStore.begin",
                        "after StateStore.begin",
                        "before StateStore.finish",
                        "after StateStore.finish",
                        "before StateStore.mark",
                        "after StateStore.mark",
                        "before Enclave.sign",
                        "after Enclave.sign",
                        "before Transport.send",
                        "after Transport.send",
                        "before Transport.flush",
                        "after Transport.flush",
                        "before Trainer.train",
                        "before Clock.instant");
    }

    @Test
    void aDeviceWithoutItsStateBreaksEveryOneOfThesePromises() {
        Set<String> violations = new HashSet<>();
        Set<String> expected = Set.of(
                "masked twice for one announcement",
                "two ciphertexts for one announcement",
                "two announcements of one round");
        for (int step = 1; !violations.containsAll(expected); step++) {
            try (Device device = new Device("forgetful " + step, Device::noState)) {
                Lifetime first = Lifetime.until(step);
                device.live(first);
                assertThat(first.isOver())
                        .as("killed at step %s, found %s", step, violations)
                        .isTrue();
                device.startAgain();
                violations.addAll(device.violations());
            }
        }
    }

    /** One device, whatever process it runs in, and the world around it. */
    private final class Device implements AutoCloseable {
        private final World world = new World();
        private final Path home;
        private final Function<Device, Path> memory;
        private final SoftwareEnclave enclave = world.operator.enrol();
        private final List<Digest> masked = new ArrayList<>();
        private final SignedModel model = world.operator.publishNext();
        private final Announcement first = world.announce(1, 1);
        private final TestJob job = new TestJob(first);
        private final MaskedUpdate others;
        private final List<Announcement> announced = new ArrayList<>(List.of(first));
        private Optional<Receipt> receipt = Optional.empty();
        private int processes;

        Device(String name, Function<Device, Path> memory) {
            this.home = directory.resolve(name);
            this.memory = memory;
            try (TestDevice other =
                    TestDevice.enrolled(world.operator, directory.resolve(name + ", the other"), world.clock)) {
                others = other.mask(TestDevice.trained(model, 1), new OpenRound(first, first.digest()));
            }
        }

        Path sameState() {
            return home;
        }

        /** Every process finds an empty directory. */
        Path noState() {
            return home.resolve("process " + processes);
        }

        /** One process: takes part in whatever is open, and hears what became of it. */
        void live(Lifetime life) {
            processes++;
            Network.Endpoint endpoint = world.network.endpoint();
            List<StateStore> opened = new ArrayList<>();
            FederatedClientBuilder builder = world.client(memory.apply(this), enclave, endpoint)
                    .enclave(life.mortal(Enclave.class, enclave))
                    .transport(life.mortal(Transport.class, endpoint))
                    .trainer(life.mortal(Trainer.class, world.trainer))
                    .clock(life.mortal(world.clock))
                    .seeds(seeds())
                    .executor(Runnable::run)
                    .storeSeam(store -> {
                        opened.add(store);
                        return life.mortal(StateStore.class, store);
                    });
            try {
                FederatedClient client = builder.build();
                client.runOnce(Conditions.ideal());
                receipt().ifPresent(said -> world.network.say(inbox -> inbox.receipt(said)));
            } catch (Lifetime.Died | CompletionException e) {
                assertThat(life.isOver()).as("%s", e).isTrue();
            } finally {
                // What the operating system does when a process ends.
                endpoint.close();
                opened.forEach(StateStore::close);
            }
        }

        /** The next process meets the same round, then its second attempt, then the next round. */
        void startAgain() {
            live(Lifetime.endless());
            announced.add(world.announce(1, 2));
            live(Lifetime.endless());
            announced.add(world.announce(2, 1));
            live(Lifetime.endless());
        }

        /** The receipt for the first round, once the job has the whole update; the committee opens once. */
        private Optional<Receipt> receipt() {
            List<MaskedUpdate> arrived = job.collect(world.network);
            if (receipt.isEmpty() && !arrived.isEmpty()) {
                List<MaskedUpdate> sealed = TestDevice.sorted(List.of(arrived.get(0), others));
                receipt = Optional.of(job.accepted(
                        sealed,
                        enclave.credential().credential().device(),
                        job.open(sealed, world.committee, world.operator.credentials(), world.clock.millis())));
            }
            return receipt;
        }

        Optional<UpdateState> stateOfFirst() {
            try (DirectoryStateStore store = DirectoryStateStore.open(memory.apply(this))) {
                return store.record(first.digest()).map(UpdateRecord::state);
            }
        }

        /** Announcements for which something left that the egress log does not have. */
        Set<String> unlogged() {
            Set<String> logged = new EgressLog(home.resolve("egress.log"))
                    .entries().stream()
                            .filter(entry -> entry.kind() == EgressKind.UPDATE)
                            .map(EgressEntry::announcement)
                            .flatMap(Optional::stream)
                            .collect(Collectors.toSet());
            return world.network.sent().stream()
                    .map(KilledAtEveryStepTest::announcementOf)
                    .map(announcement -> Digest.of(Fields.bytes(announcement)).hex())
                    .filter(announcement -> !logged.contains(announcement))
                    .collect(Collectors.toSet());
        }

        /** Every promise that was broken over the life of the device. */
        Set<String> violations() {
            Set<String> violations = new HashSet<>();
            for (Announcement terms : announced) {
                if (masked.stream().filter(terms.digest()::equals).count() > 1) {
                    violations.add("masked twice for one announcement");
                }
                if (distinct(UpdateHeader.class, terms).size() > 1
                        || distinct(UpdateChunk.class, terms).size() > 1
                        || distinct(ShareBlob.class, terms).size()
                                > terms.seats().size()) {
                    violations.add("two ciphertexts for one announcement");
                }
            }
            if (masked.contains(first.digest())
                    && masked.contains(announced.get(1).digest())) {
                violations.add("two announcements of one round");
            }
            if (masked.size() > world.trainer.given().size()) {
                violations.add("two announcements for one update");
            }
            if (distinct(UpdateHeader.class, announced.get(2)).isEmpty()) {
                violations.add("no use any more");
            }
            if (!unlogged().isEmpty() && memory.apply(this).equals(home)) {
                violations.add("something left that is not in the egress log");
            }
            boolean arrived = !distinct(UpdateHeader.class, first).isEmpty();
            if (arrived
                    && memory.apply(this).equals(home)
                    && !stateOfFirst().equals(Optional.of(UpdateState.ACCEPTED))) {
                violations.add("never heard that it was counted");
            }
            return violations;
        }

        private <T extends SpecificRecord> Set<T> distinct(Class<T> type, Announcement terms) {
            ByteBuffer hash = ByteBuffer.wrap(terms.digest().bytes());
            return world.network.sent(type).stream()
                    .filter(record -> announcementOf(record).equals(hash))
                    .collect(Collectors.toSet());
        }

        /** Asked for once per masking, so it tells of every one. */
        private Seeds seeds() {
            Seeds secure = Seeds.secure();
            return new Seeds() {
                @Override
                public long shuffle() {
                    return secure.shuffle();
                }

                @Override
                public RandomGenerator rounding(Digest announcement) {
                    masked.add(announcement);
                    return secure.rounding(announcement);
                }
            };
        }

        @Override
        public void close() {
            world.close();
        }
    }

    private static ByteBuffer announcementOf(SpecificRecord record) {
        return (ByteBuffer)
                record.get(record.getSchema().getField("announcementHash").pos());
    }
}
