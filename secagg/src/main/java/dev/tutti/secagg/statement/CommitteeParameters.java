package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * The committee's numbers (docs/protocol.md, "Shares"). Any thresholds can be written down here; whether they protect
 * anyone is for {@code params.ParameterCheck} to say.
 *
 * @param members m, seats, 1…128
 * @param corrupt t, members that may be corrupt
 * @param secretsPerPolynomial k, a power of two
 * @param privacyThreshold t_priv, shares that reveal nothing
 * @param recoveryThreshold r = t_priv + k, shares that recover
 * @param quorum v, votes that make a certificate
 */
public record CommitteeParameters(
        int members, int corrupt, int secretsPerPolynomial, int privacyThreshold, int recoveryThreshold, int quorum) {
    /** Largest committee. */
    public static final int MAX_MEMBERS = 128;

    public CommitteeParameters {
        Expect.inRange("members", members, 1, MAX_MEMBERS);
        Expect.inRange("corrupt", corrupt, 0, members);
        Expect.inRange("secretsPerPolynomial", secretsPerPolynomial, 1, MAX_MEMBERS);
        Expect.that(Integer.bitCount(secretsPerPolynomial) == 1, "secretsPerPolynomial must be a power of two");
        Expect.inRange("privacyThreshold", privacyThreshold, 0, members);
        Expect.inRange(
                "recoveryThreshold",
                recoveryThreshold,
                privacyThreshold + secretsPerPolynomial,
                privacyThreshold + secretsPerPolynomial);
        Expect.inRange("recoveryThreshold", recoveryThreshold, 1, members);
        Expect.inRange("quorum", quorum, 1, members);
    }

    /** Whether two certificates for different roots would need an honest member to vote twice: v > (m+t)/2. */
    public boolean quorumIsUnique() {
        return 2 * quorum > members + corrupt;
    }

    void write(CanonicalWriter out) {
        out.int8(members)
                .int8(corrupt)
                .int8(secretsPerPolynomial)
                .int8(privacyThreshold)
                .int8(recoveryThreshold)
                .int8(quorum);
    }

    static CommitteeParameters read(CanonicalReader in) {
        return new CommitteeParameters(in.int8(), in.int8(), in.int8(), in.int8(), in.int8(), in.int8());
    }

    /** Replies among which every liar is found, if no more than t lie: r + 2t. It may be more than there are members. */
    public int decisiveReplies() {
        return recoveryThreshold + 2 * corrupt;
    }
}
