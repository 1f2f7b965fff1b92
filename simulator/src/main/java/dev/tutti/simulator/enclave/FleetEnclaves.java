package dev.tutti.simulator.enclave;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.tpm.emulator.EmulatedTpmException;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.RevocationView;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.simulator.enclave.EnclavesException.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The enclaves of a fleet, one for each device and all of one kind, each enrolled with the run's own service. */
public final class FleetEnclaves implements AutoCloseable {
    /** Longer than any run. */
    private static final Duration LIST_AGE = Duration.ofDays(1);

    private final EnclaveKind kind;
    private final KeyKeeper keeper;
    private final FleetEnrolment enrolment;
    private final List<Enclave> enclaves = new ArrayList<>();

    private FleetEnclaves(EnclaveKind kind, KeyKeeper keeper, FleetEnrolment enrolment) {
        this.kind = kind;
        this.keeper = keeper;
        this.enrolment = enrolment;
    }

    /**
     * Makes the keys of a fleet and enrols them.
     *
     * @param kind what keeps them
     * @param folder of this run alone, for keys and the enrolment's log; goes with the run
     * @param population what they are enrolled in
     * @param key the enrolment service's
     * @param artifacts the root that devices fetch from; what they showed is published there
     * @param devices how many
     * @param progress told after each device how many are enrolled
     * @throws EnclavesException when one is not; nothing is left running
     */
    public static FleetEnclaves enrol(
            EnclaveKind kind,
            Path folder,
            String population,
            OperatorKey key,
            Path artifacts,
            int devices,
            IntConsumer progress)
            throws EnclavesException {
        requireInstalled(kind);
        try {
            KeyKeeper keeper = keeper(kind, folder.resolve("keys"));
            FleetEnclaves all = new FleetEnclaves(kind, keeper, enrolment(folder, population, keeper, key, artifacts));
            try {
                for (int device = 0; device < devices; device++) {
                    all.add(device);
                    progress.accept(device + 1);
                }
                return all;
            } catch (RuntimeException e) {
                all.close();
                throw e;
            }
        } catch (EnclaveException e) {
            throw failure(e);
        } catch (EmulatedTpmException e) {
            throw new EnclavesException(Fault.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns if this machine has what the kind needs.
     *
     * @throws EnclavesException MISSING, naming the Debian packages
     */
    public static void requireInstalled(EnclaveKind kind) throws EnclavesException {
        String missing = kind.missing().orElse("");
        if (!missing.isEmpty()) {
            throw new EnclavesException(
                    Fault.MISSING, "--enclave " + kind.option() + ": this machine lacks " + missing);
        }
    }

    private static KeyKeeper keeper(EnclaveKind kind, Path folder) throws EnclavesException {
        return switch (kind) {
            case SOFTWARE -> new MemoryKeys();
            case PKCS11 -> SoftHsm.start(folder);
            case TPM -> EmulatedTpms.start(folder);
        };
    }

    private static FleetEnrolment enrolment(
            Path folder, String population, KeyKeeper keeper, OperatorKey key, Path artifacts) {
        try {
            return FleetEnrolment.open(folder.resolve("enrolment"), population, keeper.policy(), key, artifacts);
        } catch (RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    private static EnclavesException failure(EnclaveException e) {
        String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
        return switch (e.fault()) {
            case NO_CREDENTIAL, CREDENTIAL_REFUSED ->
                new EnclavesException(
                        Fault.REFUSED, "expected every device to be enrolled: " + e.getMessage() + cause, e);
            default -> new EnclavesException(Fault.FAILED, "expected an enclave to open: " + e.getMessage() + cause, e);
        };
    }

    private void add(int device) {
        Enclave enclave = keeper.open(device, enrolment);
        // Enrolled when first asked for its credential, which is now.
        enclave.credential();
        enclaves.add(enclave);
    }

    /** One for each device, in the order of the fleet. */
    public List<Enclave> all() {
        return List.copyOf(enclaves);
    }

    /** Whom the run's enrolment service has revoked, as every device hears it. */
    public RevokedDevices revoked() {
        return RevokedDevices.listed(
                new RevocationView(new OperatorVerifier(enrolment.key().publicKey()), LIST_AGE),
                () -> Optional.of(enrolment.revoked()));
    }

    /**
     * Draws committees from those enrolled by now.
     *
     * @param folder of this run alone
     * @param corruptShare share of the devices that committees must withstand as corrupt
     */
    public DrawnCommittees draw(Path folder, double corruptShare) throws InterruptedException {
        return DrawnCommittees.of(folder, enrolment, corruptShare);
    }

    /** Revokes a device: as one that was reported stolen is. */
    public void revoke(DeviceId device) {
        enrolment.revoke(device, RevocationReason.LOST);
    }

    /** The file with the same, signed, for the job. */
    public Path revocationList() {
        return enrolment.revocationList();
    }

    /** What was asked of their evidence: who looks at it again asks the same. */
    public AttestationPolicy policy() {
        return keeper.policy();
    }

    /** What there is, how much of it is enrolled, and what that is worth; for a person. */
    public String line() {
        return "enclaves: " + enclaves.size() + " × " + kind.option() + ", " + kind.description() + "; "
                + enrolment.enrolled() + " enrolled by evidence under a development policy: this protects nobody";
    }

    @Override
    public void close() {
        keeper.close();
        enrolment.close();
    }
}
