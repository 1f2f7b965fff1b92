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
 * @param bytesPerParameter masked vector per parameter, control slots and padding included
 * @param maskedBytes masked vector of one update, one slice
 * @param shareBytes sealed shares of one update, for the whole committee
 */
public record ProtocolParameters(
        RingParameters ring,
        int slotBits,
        int slotsPerCoefficient,
        CommitteeParameters committee,
        double securityBits,
        double bytesPerParameter,
        long maskedBytes,
        long shareBytes) {

    /** What a device sends beside its header: masked vector and sealed shares. */
    public long uploadBytes() {
        return maskedBytes + shareBytes;
    }

    /** Most polynomials of a chunk that still fits one record of the log. */
    public int maxPolynomialsPerChunk() {
        return ParameterCheck.MAX_CHUNK_BYTES / ring.polynomialBytes();
    }
}
