package dev.tutti.secagg.decrypt;

/** Why an announced committee is not one. */
public enum CommitteeFault {
    /** One device, or one key, in two seats. */
    NOT_DISTINCT,
    /** A check-in for another population, by another device than its credential's, or that had run out. */
    WRONG_CHECK_IN,
    /** A credential that is not believed. */
    BAD_CREDENTIAL,
    /** A check-in its device did not sign. */
    BAD_SIGNATURE,
    /** A sealing key that nothing can be sealed to. */
    BAD_KEY
}
