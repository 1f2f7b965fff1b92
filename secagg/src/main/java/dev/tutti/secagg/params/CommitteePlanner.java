package dev.tutti.secagg.params;

import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.statement.CommitteeParameters;

/** Picks a committee's thresholds from its size and the number of corrupt members to withstand. */
final class CommitteePlanner {
    private CommitteePlanner() {}

    /**
     * v = ⌊(m+t)/2⌋+1, t_priv = 2t for margin (at least 1), k the largest power of two up to m/4, r = t_priv + k: the
     * table of docs/protocol.md, "Shares".
     */
    static CommitteeParameters plan(int members, int corrupt) {
        if (members < 1 || members > CommitteeParameters.MAX_MEMBERS || corrupt < 0 || corrupt > members) {
            throw new ParametersRefusedException(
                    Reason.OUT_OF_RANGE,
                    "members must be 1 to " + CommitteeParameters.MAX_MEMBERS + " and corrupt 0 to members, but were "
                            + members + " and " + corrupt);
        }
        int quorum = (members + corrupt) / 2 + 1;
        int privacyThreshold = Math.max(1, 2 * corrupt);
        int secrets = Integer.highestOneBit(Math.max(1, members / 4));
        int recoveryThreshold = privacyThreshold + secrets;
        int honest = members - corrupt;
        if (quorum > honest) {
            throw new ParametersRefusedException(
                    Reason.TOO_FEW_DECRYPTORS,
                    "a quorum of " + quorum + " needs more than the " + honest + " honest members of " + members
                            + "; take more than three times the corrupt ones");
        }
        if (recoveryThreshold > quorum) {
            throw new ParametersRefusedException(
                    Reason.TOO_FEW_DECRYPTORS,
                    "recovery needs " + recoveryThreshold + " replies, but only " + quorum + " of " + members
                            + " members are sure to have voted");
        }
        return new CommitteeParameters(members, corrupt, secrets, privacyThreshold, recoveryThreshold, quorum);
    }
}
