package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.SignedUpdate;
import java.util.List;

/**
 * What a member is shown of one contributor.
 *
 * @param update the signed header
 * @param sealedShare this member's sealed share; not copied
 * @param shareProof siblings that prove it under the header's share root, from the leaf up
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ContributorEvidence(SignedUpdate update, byte[] sealedShare, List<Digest> shareProof) {
    public ContributorEvidence {
        shareProof = List.copyOf(shareProof);
    }
}
