package dev.tutti.simulator.enclave;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.device.enclave.Enclave;

/** What keeps the keys of a fleet. */
interface KeyKeeper extends AutoCloseable {
    /** A development policy that accepts evidence of these very keepers, as far as can be told, and of nothing else. */
    AttestationPolicy policy();

    /**
     * Makes the key of a device. Each is asked for once.
     *
     * @param device place in the fleet
     * @param enrolment whom its credential comes from
     */
    Enclave open(int device, FleetEnrolment enrolment);

    /** Lets go of everything that was started. */
    @Override
    void close();
}
