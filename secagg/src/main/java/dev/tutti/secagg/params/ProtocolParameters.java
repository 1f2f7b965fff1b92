package dev.tutti.secagg.params;

import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;

/**
 * Parameters that are secure and cannot carry.
 *
 * @param ring the lattice
 * @param slotBits w
 * @param slotsPerCoefficient k of the slots
 * @param committee thresholds
 * @param securityBits lattice-estimator bits (MATZOV cost model, σ_eff 3.2), at least
 * @param bytesPerParameter upload per parameter, control slots and padding included
 */
public record ProtocolParameters(
        RingParameters ring,
        int slotBits,
        int slotsPerCoefficient,
        CommitteeParameters committee,
        double securityBits,
        double bytesPerParameter) {}
