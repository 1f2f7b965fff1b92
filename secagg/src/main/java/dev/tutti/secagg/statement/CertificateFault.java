package dev.tutti.secagg.statement;

/** Why a quorum certificate certifies nothing, in the order of the checks. */
public enum CertificateFault {
    /** A quorum that two roots could get: checked here too, so that a weak announcement yields no certificate at all. */
    NOT_UNIQUE,
    /** Fewer votes than the quorum. */
    TOO_FEW,
    /** For another announcement. */
    OTHER_ANNOUNCEMENT,
    /** A vote for another root. */
    OTHER_ROOT,
    /** One member's vote twice. */
    REPEATED,
    /** A vote for another announcement, from no seat, or not signed by its seat's voting key. */
    NOT_SIGNED
}
