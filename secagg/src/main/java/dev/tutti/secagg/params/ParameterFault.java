package dev.tutti.secagg.params;

/** Why announced parameters protect nobody, or cannot work. */
public enum ParameterFault {
    /** A ring that is in no table, or below the security floor. */
    INSECURE_RING,
    /** A sum could wrap around the modulus. */
    NO_HEADROOM,
    /** A sum could leave its slot. */
    COULD_CARRY,
    /** A vector or a chunk too large to lay out. */
    TOO_LARGE,
    /** Two cohorts could be certified, or the corrupt members alone could read a share's secret. */
    WEAK_COMMITTEE,
    /** Noise that this protocol version does not add. */
    UNSUPPORTED_NOISE
}
