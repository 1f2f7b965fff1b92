package dev.tutti.simulator.enclave;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.secagg.statement.Platform;
import java.util.Set;

/** Keys in the memory of this process. */
final class MemoryKeys implements KeyKeeper {
    @Override
    public AttestationPolicy policy() {
        return AttestationPolicy.forDevelopment(FleetEnrolment.POLICY_VERSION, Set.of(Concession.SOFTWARE_KEYS))
                .allow(Platform.SOFTWARE_DEVELOPMENT)
                .build();
    }

    @Override
    public Enclave open(int device, FleetEnrolment enrolment) {
        return new MemoryEnclave(enrolment.memory(device));
    }

    @Override
    public void close() {
        // Nothing was started.
    }
}
