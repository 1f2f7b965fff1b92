package dev.tutti.device.committee;

/**
 * Why a device does not vote, where its keys' own rules ({@link dev.tutti.secagg.decrypt.RefusalReason}) have nothing
 * against it. One per check, in the order of the checks (docs/protocol.md, "Decryptor, before it votes").
 */
public enum DutyFault {
    /** The keys of that seat are gone, by a restart or because they serve another announcement. */
    KEYS_GONE,
    /** A request that cannot be read, or is larger than any could be. */
    MALFORMED,
    /** Nothing shows that the members were drawn by lot. */
    COMMITTEE_NOT_DRAWN,
    /** No revocation list is young enough to say who may be believed. */
    REVOCATIONS_UNKNOWN,
    /** What a contributor showed when it enrolled could not be had, in time or at all. */
    DOSSIER_MISSING,
    /** What a contributor showed when it enrolled is not enough for this device. */
    DOSSIER_REFUSED
}
