package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.inRange;
import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.enrolment.sortition.Threshold;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.enclave.EnclaveKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti demo} was asked to do.
 *
 * @param workload name of the workload
 * @param devices virtual devices, {@value #MIN_DEVICES} … {@value #MAX_DEVICES}
 * @param rounds rounds to announce, 1 … {@value #MAX_ROUNDS}
 * @param dropout share of the devices that drop out of every round, 0 … 0.9
 * @param committee decryptors per round, or per sub-cohort of it, one of {@link #COMMITTEES} or {@value
 *     #SMALLEST_COMMITTEE}
 * @param committeeDropout share of the devices that say nothing, should they be decryptors, in a round, 0 … 1
 * @param data folder with real data, or null for generated data
 * @param seed what examples, first weights, drop-outs, shuffling and rounding follow from; committees, keys and mask
 *     secrets never do
 * @param json file for the figures, or null
 * @param check whether every unmasked sum is compared with the plain one
 * @param guardAccuracy accuracy below which a model is not promoted, 0 … 1; 0 for no guard
 * @param history folder for the round history, or null
 * @param subCohorts sub-cohorts of a round, of which every device draws one, 1 … 8
 * @param sealing how shares are sealed
 * @param enclave what the devices keep their keys in
 * @param sortition whether committees are drawn by a development beacon, and not chosen by the operator
 */
public record DemoOptions(
        String workload,
        int devices,
        int rounds,
        double dropout,
        int committee,
        double committeeDropout,
        @Nullable Path data,
        long seed,
        @Nullable Path json,
        boolean check,
        double guardAccuracy,
        @Nullable Path history,
        int subCohorts,
        ShareSealing sealing,
        EnclaveKind enclave,
        boolean sortition) {
    /** Without guard and history, one cohort per round, shares sealed to X25519 keys, keys in memory. */
    public DemoOptions(
            String workload,
            int devices,
            int rounds,
            double dropout,
            int committee,
            double committeeDropout,
            @Nullable Path data,
            long seed,
            @Nullable Path json,
            boolean check) {
        this(
                workload,
                devices,
                rounds,
                dropout,
                committee,
                committeeDropout,
                data,
                seed,
                json,
                check,
                0,
                null,
                1,
                ShareSealing.HPKE_X25519,
                EnclaveKind.SOFTWARE,
                false);
    }

    /** The same in sub-cohorts. */
    public DemoOptions withSubCohorts(int number) {
        return new DemoOptions(
                workload,
                devices,
                rounds,
                dropout,
                committee,
                committeeDropout,
                data,
                seed,
                json,
                check,
                guardAccuracy,
                history,
                number,
                sealing,
                enclave,
                sortition);
    }

    /** The same with shares sealed otherwise. */
    public DemoOptions withSealing(ShareSealing other) {
        return new DemoOptions(
                workload,
                devices,
                rounds,
                dropout,
                committee,
                committeeDropout,
                data,
                seed,
                json,
                check,
                guardAccuracy,
                history,
                subCohorts,
                other,
                enclave,
                sortition);
    }

    /** The same with keys kept elsewhere. */
    public DemoOptions withEnclave(EnclaveKind other) {
        return new DemoOptions(
                workload,
                devices,
                rounds,
                dropout,
                committee,
                committeeDropout,
                data,
                seed,
                json,
                check,
                guardAccuracy,
                history,
                subCohorts,
                sealing,
                other,
                sortition);
    }

    /** The same with committees that are drawn. */
    public DemoOptions withSortition() {
        return new DemoOptions(
                workload,
                devices,
                rounds,
                dropout,
                committee,
                committeeDropout,
                data,
                seed,
                json,
                check,
                guardAccuracy,
                history,
                subCohorts,
                sealing,
                enclave,
                true);
    }

    /** The committee sizes the protocol has parameters for. */
    public static final List<Integer> COMMITTEES = List.of(8, 16, 32, 64, 128);

    /** For fleets that would not fill another: it opens when one of its members is gone, and one may be corrupt. */
    static final int SMALLEST_COMMITTEE = 5;

    static final int MIN_DEVICES = 8;
    static final int MAX_DEVICES = 1000;
    static final int MAX_ROUNDS = 1000;
    private static final List<String> WORKLOADS = List.of("fitness");
    private static final Set<String> VALUED = Set.of(
            "--workload",
            "--devices",
            "--rounds",
            "--dropout",
            "--committee",
            "--committee-dropout",
            "--data",
            "--seed",
            "--json",
            "--guard",
            "--history",
            "--sub-cohorts",
            "--sealing",
            "--enclave");
    private static final Set<String> FLAGS = Set.of("--check", "--no-check", "--sortition");

    /** What {@code --help} prints. */
    public static final String HELP = """
            Usage: tutti demo [options]

            Starts a broker, a Flink cluster and a fleet of virtual devices in this process, trains a model
            for some rounds through the real job, and says what happened.

              --workload NAME          what to learn: fitness (default)
              --devices N              virtual devices, 8 to 1000 (default 60)
              --rounds N               rounds to announce (default 8)
              --dropout P              share of devices that drop out of every round, 0 to 0.9 (default 0.2)
              --committee M            decryptors per round: 8, 16, 32, 64 or 128 (default 16); 5 for small fleets
              --committee-dropout P    share of devices silent as decryptors, 0 to 1 (default 0.1)
              --data DIR               real data instead of generated data (fitness: WISDM v1.1 transformed)
              --seed N                 what examples, first weights, drop-outs, shuffling and rounding follow from
                                       (default 1); committees and mask secrets are drawn afresh in every run
              --json FILE              write every figure to FILE; docs/figures.md names them
              --guard A                a model whose accuracy is below A, 0 to 1, is not promoted (default 0: no guard)
              --history DIR            write the round history, one row per round, below DIR: Avro container files
              --sub-cohorts L          cohorts a round is divided into, 1 to 8 (default 1): every device draws its own,
                                       each has a committee, and what was opened moves the model together
              --sealing KIND           keys that shares are sealed to: x25519 (default), or x-wing (ML-KEM-768 with
                                       X25519), which a quantum computer does not break either
              --enclave KIND           what devices keep their keys in, and enrol by: software (default); pkcs11, a
                                       SoftHSM2 token with a key for each of up to 200; tpm, an emulated TPM for each
                                       of up to 64. Each protects nobody from whoever runs this machine
              --sortition              committees are drawn by a beacon among the enrolled, and prove it to every device;
                                       at most 4 devices per decryptor, and 3 sub-cohorts. The beacon is a development
                                       one, which whoever knows its seed foresees: it protects nobody
              --check, --no-check      compare every unmasked sum with the plain sum, bit for bit (default: check)
              --help                   this text

            Exit codes: 0 all went well; 1 the run failed, or a sum was not exact; 2 the command line was
            not understood; 3 a file could not be read or written. Errors have numbers: docs/errors.md.
            Rounds that burned are no failure: a run in which all did has no sum to compare and exits with 0.
            """;

    /** The defaults: 60 devices, 8 rounds, a fifth of the devices dropping out, 16 decryptors. */
    public static DemoOptions defaults() {
        return new DemoOptions("fitness", 60, 8, 0.2, 16, 0.1, null, 1, null, true);
    }

    /** Refuses values outside their ranges. */
    public DemoOptions {
        require(WORKLOADS.contains(workload), "--workload: expected one of " + WORKLOADS + ", got " + workload);
        inRange("--devices", devices, MIN_DEVICES, MAX_DEVICES);
        inRange("--rounds", rounds, 1, MAX_ROUNDS);
        require(dropout >= 0 && dropout <= 0.9, "--dropout: expected 0 … 0.9, got " + dropout);
        require(guardAccuracy >= 0 && guardAccuracy <= 1, "--guard: expected 0 … 1, got " + guardAccuracy);
        require(
                committee == SMALLEST_COMMITTEE || COMMITTEES.contains(committee),
                "--committee: expected " + SMALLEST_COMMITTEE + " or one of " + COMMITTEES + ", got " + committee);
        require(
                committeeDropout >= 0 && committeeDropout <= 1,
                "--committee-dropout: expected 0 … 1, got " + committeeDropout);
        require(
                data != null || committee <= devices,
                "--committee: expected at most as many as --devices, got " + committee + " of " + devices);
        require(
                devices <= enclave.mostDevices(),
                "--devices: expected at most " + enclave.mostDevices() + " with --enclave " + enclave.option()
                        + ", got " + devices);
        require(
                !sortition || devices <= Threshold.ELIGIBLE_PER_SEAT * committee,
                "--sortition: expected at most " + Threshold.ELIGIBLE_PER_SEAT * committee
                        + " devices for a committee of " + committee + ", got " + devices);
        require(
                !sortition || subCohorts < Threshold.ELIGIBLE_PER_SEAT,
                "--sortition: expected fewer than " + Threshold.ELIGIBLE_PER_SEAT + " sub-cohorts, got " + subCohorts);
        inRange("--sub-cohorts", subCohorts, 1, SimulatedTask.MOST_SUB_COHORTS);
        if (data == null) {
            SimulatedTask.refusal(devices, devices - dropoutsOf(devices, dropout), committee, subCohorts)
                    .ifPresent(reason -> require(false, "--sub-cohorts: " + reason));
        }
    }

    /**
     * Reads a command line strictly: nothing unknown, nothing twice, no missing or malformed value.
     *
     * @param arguments what follows {@code demo}
     * @throws TuttiException with {@link TuttiError#USAGE}, naming the option
     */
    public static DemoOptions parse(List<String> arguments) throws TuttiException {
        return CommandLine.read("demo", arguments, VALUED, FLAGS, DemoOptions::of);
    }

    private static DemoOptions of(CommandLine line) {
        require(
                !(line.has("--check") && line.has("--no-check")),
                "--check and --no-check: expected one of them, got both");
        DemoOptions defaults = defaults();
        return new DemoOptions(
                line.text("--workload", defaults.workload),
                line.number("--devices", defaults.devices),
                line.number("--rounds", defaults.rounds),
                line.share("--dropout", defaults.dropout),
                line.number("--committee", defaults.committee),
                line.share("--committee-dropout", defaults.committeeDropout),
                line.path("--data"),
                line.whole("--seed", defaults.seed),
                line.path("--json"),
                !line.has("--no-check"),
                line.share("--guard", 0),
                line.path("--history"),
                line.number("--sub-cohorts", defaults.subCohorts),
                line.sealing("--sealing", defaults.sealing),
                line.enclave("--enclave", defaults.enclave),
                line.has("--sortition"));
    }

    /** How many devices drop out of every round: always the same number, so that the report goal can be met exactly. */
    public int dropoutsOf(int fleet) {
        return dropoutsOf(fleet, dropout);
    }

    private static int dropoutsOf(int fleet, double dropout) {
        return (int) Math.round(fleet * dropout);
    }
}
