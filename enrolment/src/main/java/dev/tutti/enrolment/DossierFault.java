package dev.tutti.enrolment;

/** Why a dossier does not bear a credential out. */
public enum DossierFault {
    /** It is not the dossier that the credential names. */
    HASH_MISMATCH,
    /** It is of an enrolment in another population. */
    POPULATION_MISMATCH,
    /** The credential is for longer than any may be: evidence would count for ever. */
    VALIDITY_TOO_LONG,
    /** The evidence does not hold under the checker's own policy, or was made for another challenge. */
    EVIDENCE_REFUSED,
    /** The evidence is of another key. */
    KEY_MISMATCH,
    /** The evidence is of another platform. */
    PLATFORM_MISMATCH,
    /** The evidence shows a lower level than the credential says. */
    LEVEL_OVERSTATED
}
