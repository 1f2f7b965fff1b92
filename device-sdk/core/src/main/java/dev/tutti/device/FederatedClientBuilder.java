package dev.tutti.device;

import dev.tutti.device.committee.CommitteePost;
import dev.tutti.device.committee.CommitteeRole;
import dev.tutti.device.committee.DecryptorRules;
import dev.tutti.device.committee.EligibilitySource;
import dev.tutti.device.committee.OwnEligibility;
import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.model.Artifacts;
import dev.tutti.device.round.AnnouncementCheck;
import dev.tutti.device.round.Noticeboard;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.ExampleStore;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.update.JoinCheck;
import dev.tutti.device.update.PendingUpdates;
import dev.tutti.device.update.Receipts;
import dev.tutti.device.update.UpdateMasker;
import dev.tutti.device.update.UpdateUpload;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.ShareSealing;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Wires a {@link FederatedClient}. Required: population, trust, example store, enclave, trainer, transport and state
 * directory; everything else has a default fit for a real device.
 */
public final class FederatedClientBuilder {
    private @Nullable String population;
    private @Nullable TaskTrust trust;
    private @Nullable ExampleStore exampleStore;
    private @Nullable Enclave enclave;
    private @Nullable Trainer trainer;
    private @Nullable Transport transport;
    private @Nullable Path stateDir;
    private @Nullable Executor executor;
    private @Nullable Executor trainingExecutor;
    private @Nullable Supplier<Conditions> conditions;
    private PrivacyFloor floor = PrivacyFloor.production();
    private ShareSealing sealing = ShareSealing.HPKE_X25519;
    private Seeds seeds = Seeds.secure();
    private Clock clock = Clock.systemUTC();
    private Duration patience = Duration.ofMinutes(10);
    private Duration receiptWait = Duration.ZERO;
    private Duration uploadTime = Duration.ofSeconds(1);
    private Duration checkInFor = Duration.ofHours(1);
    private boolean servesOnCommittees = true;
    private @Nullable EligibilitySource eligibility;
    private int committeeMembers;
    private UnaryOperator<StateStore> storeSeam = UnaryOperator.identity();
    private SecureRandom draws = new SecureRandom();

    FederatedClientBuilder() {}

    /** The population to take part in, e.g. {@code keyboard/en}. */
    public FederatedClientBuilder population(String name) {
        this.population = name;
        return this;
    }

    /** Whom to believe. */
    public FederatedClientBuilder trust(TaskTrust taskTrust) {
        this.trust = taskTrust;
        return this;
    }

    /** The app's examples. */
    public FederatedClientBuilder exampleStore(ExampleStore store) {
        this.exampleStore = store;
        return this;
    }

    /** The device's signing key. */
    public FederatedClientBuilder enclave(Enclave key) {
        this.enclave = key;
        return this;
    }

    /** What trains. */
    public FederatedClientBuilder trainer(Trainer local) {
        this.trainer = local;
        return this;
    }

    /** This device's own endpoint; the client closes it. */
    public FederatedClientBuilder transport(Transport endpoint) {
        this.transport = endpoint;
        return this;
    }

    /** Where state and egress log lie; created if need be, and the client's alone. */
    public FederatedClientBuilder stateDir(Path directory) {
        this.stateDir = directory;
        return this;
    }

    /** The least protection to accept; {@link PrivacyFloor#production()} unless given. */
    public FederatedClientBuilder privacyFloor(PrivacyFloor least) {
        this.floor = least;
        return this;
    }

    /**
     * How shares are sealed at the least: the kind of the keys that this device offers as a decryptor, and what it asks of
     * every round it contributes to or votes in. {@link ShareSealing#HPKE_X25519} unless given, with which it contributes to
     * rounds over X-Wing too; {@link ShareSealing#HPKE_X_WING} refuses whatever a quantum computer could open later
     * ({@code SEALING_BELOW_FLOOR}). It raises the floor of {@link #privacyFloor} and never lowers it.
     */
    public FederatedClientBuilder sealing(ShareSealing least) {
        this.sealing = least;
        return this;
    }

    /** Where harmless randomness comes from; {@link Seeds#secure()} unless given. */
    public FederatedClientBuilder seeds(Seeds source) {
        this.seeds = source;
        return this;
    }

    /** The wall clock; the system's unless given. */
    public FederatedClientBuilder clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /**
     * Threads for short steps: reading messages, masking, sending, voting, and fetching the few dossiers that a decryptor
     * looks at. Many clients may share it; the caller shuts it down after closing them. Without one the client starts three
     * daemon threads of its own.
     */
    public FederatedClientBuilder executor(Executor shared) {
        this.executor = shared;
        return this;
    }

    /** Threads for training, which may take long; the same as for short steps unless given. */
    public FederatedClientBuilder trainingExecutor(Executor shared) {
        this.trainingExecutor = shared;
        return this;
    }

    /** How the device is doing, for {@link FederatedClient#schedule}; asked often, so it must be quick. */
    public FederatedClientBuilder conditions(Supplier<Conditions> source) {
        this.conditions = source;
        return this;
    }

    /** How long a run waits for a model and a round together; ten minutes unless given. */
    public FederatedClientBuilder patience(Duration most) {
        this.patience = most;
        return this;
    }

    /** How long a run waits for the receipt of what it sent; not at all unless given. */
    public FederatedClientBuilder receiptWait(Duration most) {
        this.receiptWait = most;
        return this;
    }

    /** Time to leave for an upload: rounds that close sooner are not joined; one second unless given. */
    public FederatedClientBuilder uploadTime(Duration least) {
        this.uploadTime = least;
        return this;
    }

    /** How long an offer to serve on a committee stands, up to a day; one hour unless given. */
    public FederatedClientBuilder checkInFor(Duration validity) {
        Expect.inRange(
                "validity in milliseconds",
                validity.toMillis(),
                1,
                Duration.ofDays(1).toMillis());
        this.checkInFor = validity;
        return this;
    }

    /** Never serve on a committee: check in with no keys, vote on nothing, open nothing. */
    public FederatedClientBuilder withoutCommitteeDuty() {
        this.servesOnCommittees = false;
        return this;
    }

    /**
     * What shows that this device may be seated where committees are drawn by lot: it checks in with that, and only while it
     * holds. Needed if {@link #trust} asks for committees that are drawn.
     *
     * @param source where it comes from
     * @param members m of the committees of this population, 1…{@value
     *     dev.tutti.secagg.statement.CommitteeParameters#MAX_MEMBERS}: it says how many devices are eligible
     */
    public FederatedClientBuilder eligibility(EligibilitySource source, int members) {
        this.eligibility = source;
        this.committeeMembers = members;
        return this;
    }

    /** Stands between the client and its state, so that a test can cut it short at every step. */
    FederatedClientBuilder storeSeam(UnaryOperator<StateStore> seam) {
        this.storeSeam = seam;
        return this;
    }

    /** Draws the sub-cohorts, so that a test knows what a device keeps to itself. */
    FederatedClientBuilder draws(SecureRandom seam) {
        this.draws = seam;
        return this;
    }

    String population() {
        return required("population", population);
    }

    Transport transport() {
        return required("transport", transport);
    }

    Optional<Supplier<Conditions>> conditions() {
        return Optional.ofNullable(conditions);
    }

    /**
     * Opens the state, starts listening, and checks in unless asked not to.
     *
     * @throws IllegalStateException if something required is missing
     * @throws dev.tutti.device.store.StateStoreException if the state cannot be read, or another client has it open
     */
    public FederatedClient build() {
        TrainingStep training = new TrainingStep(
                new Artifacts(transport()),
                required("exampleStore", exampleStore),
                required("trainer", trainer),
                seeds);
        TaskTrust believed = required("trust", trust);
        Enclave key = required("enclave", enclave);
        Path directory = required("stateDir", stateDir);
        String chosen = population();
        StateStore store = storeSeam.apply(DirectoryStateStore.open(directory));
        try {
            return wire(chosen, believed, key, training, store, new EgressLog(directory.resolve("egress.log")));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private FederatedClient wire(
            String chosen, TaskTrust believed, Enclave key, TrainingStep training, StateStore store, EgressLog egress) {
        Executor given = executor;
        ExecutorService own = given == null ? ownThreads() : null;
        Executor steps = given == null ? required("executor", own) : given;
        SerialExecutor serial = new SerialExecutor(steps);
        DeviceId device = key.credential().credential().device();
        PrivacyFloor least = floor.atLeastSealing(sealing);
        Noticeboard board = new Noticeboard(draws);
        Receipts receipts = new Receipts(store, egress, clock);
        PendingUpdates pending = new PendingUpdates(store, egress, clock);
        pending.giveUpTheLost(announcement -> false);
        Optional<CommitteeRole> committee = committee(chosen, believed, least, key, egress, steps, serial);
        RunParts parts = new RunParts(
                board,
                training,
                new AnnouncementCheck(chosen, believed, least),
                new JoinCheck(store, least, uploadTime),
                new UpdateMasker(key, store, seeds, clock),
                new UpdateUpload(transport(), store, egress, clock),
                pending,
                receipts,
                steps,
                trainingExecutor == null ? steps : trainingExecutor,
                clock,
                patience,
                receiptWait);
        Runnable releaseThreads = () -> {
            if (own != null) {
                own.shutdown();
            }
        };
        FederatedClient client =
                new FederatedClient(this, device, parts, store, egress, committee, serial, releaseThreads);
        transport()
                .open(new ClientInbox(device, chosen, believed.operator(), board, receipts, committee, serial, clock));
        committee.ifPresent(role -> serial.execute(role::checkIn));
        return client;
    }

    private Optional<CommitteeRole> committee(
            String chosen,
            TaskTrust believed,
            PrivacyFloor least,
            Enclave key,
            EgressLog egress,
            Executor steps,
            SerialExecutor serial) {
        if (!servesOnCommittees) {
            return Optional.empty();
        }
        CommitteePost post = new CommitteePost(chosen, key, transport(), egress, clock);
        DecryptorRules rules = DecryptorRules.of(least.forCommittee(), believed, transport(), steps, clock);
        return Optional.of(new CommitteeRole(post, rules, shown(believed), serial, clock, checkInFor));
    }

    private OwnEligibility shown(TaskTrust believed) {
        EligibilitySource source = eligibility;
        if (source != null) {
            return OwnEligibility.shown(source, believed.committees(), committeeMembers);
        }
        if (believed.committees().isByLot()) {
            throw new IllegalStateException("expected eligibility to be given to the builder, or withoutCommitteeDuty:"
                    + " who is drawn by lot has to show it");
        }
        return OwnEligibility.notShown();
    }

    private static ExecutorService ownThreads() {
        return Executors.newFixedThreadPool(3, task -> {
            Thread thread = new Thread(task, "tutti-device");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static <T> T required(String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("expected " + what + " to be given to the builder");
        }
        return value;
    }
}
