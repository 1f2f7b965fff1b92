package dev.tutti.secagg.params;

import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.stream.IntStream;

/** Picks a committee's thresholds from its size, the corrupt members to withstand and those that may never answer. */
final class CommitteePlanner {
    private CommitteePlanner() {}

    /**
     * v = ⌊(m+t)/2⌋+1, t_priv = 2t for margin (at least 1), k the largest power of two up to m/4, r = t_priv + k: the
     * table of docs/protocol.md, "Shares".
     *
     * @param dropOut share of the members that may be lost, in [0, 1)
     */
    static CommitteeParameters plan(int members, int corrupt, double dropOut) {
        if (members < 1 || members > CommitteeParameters.MAX_MEMBERS || corrupt < 0 || corrupt > members) {
            throw new ParametersRefusedException(
                    Reason.OUT_OF_RANGE,
                    "members must be 1 to " + CommitteeParameters.MAX_MEMBERS + " and corrupt 0 to members, but were "
                            + members + " and " + corrupt);
        }
        if (!(dropOut >= 0 && dropOut < 1)) {
            throw new ParametersRefusedException(
                    Reason.OUT_OF_RANGE, "dropOut must be at least 0 and below 1, but was " + dropOut);
        }
        int quorum = quorum(members, corrupt);
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
        if (quorum > remaining(members, dropOut)) {
            throw new ParametersRefusedException(
                    Reason.TOO_FEW_DECRYPTORS,
                    "a quorum of " + quorum + " of " + members + " members may lose " + (members - quorum)
                            + " of them, but losing " + dropOut + " of them leaves " + remaining(members, dropOut)
                            + "; " + enough(members, corrupt, dropOut));
        }
        return new CommitteeParameters(members, corrupt, secrets, privacyThreshold, recoveryThreshold, quorum);
    }

    private static int quorum(int members, int corrupt) {
        return (members + corrupt) / 2 + 1;
    }

    private static int remaining(int members, double dropOut) {
        return members - (int) Math.ceil(members * dropOut);
    }

    private static String enough(int members, int corrupt, double dropOut) {
        return IntStream.rangeClosed(members + 1, CommitteeParameters.MAX_MEMBERS)
                .filter(larger -> quorum(larger, corrupt) <= remaining(larger, dropOut))
                .mapToObj(larger -> larger + " members would do")
                .findFirst()
                .orElse("no committee of up to " + CommitteeParameters.MAX_MEMBERS + " withstands that");
    }
}
