package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.UpdateCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a member checks about a sealed cohort before it votes for its root (docs/protocol.md, "Decryptor, before it
 * votes"). The announcement itself was checked before; the shares are opened after.
 */
final class CohortCheck {
    private final Announcement announcement;
    private final int memberIndex;
    private final CredentialTrust trust;
    private final long nowMillis;

    CohortCheck(Announcement announcement, int memberIndex, CredentialTrust trust, long nowMillis) {
        this.announcement = announcement;
        this.memberIndex = memberIndex;
        this.trust = trust;
        this.nowMillis = nowMillis;
    }

    /** The first check that fails, or empty. */
    Optional<RefusalReason> check(List<ContributorEvidence> evidence, Digest cohortRoot) {
        // 1. n_min ≤ |U| ≤ n_max: fewer hide nobody, more could carry
        if (evidence.size() < announcement.limits().minContributors()) {
            return Optional.of(RefusalReason.COHORT_TOO_SMALL);
        }
        if (evidence.size() > announcement.limits().maxContributors()) {
            return Optional.of(RefusalReason.COHORT_TOO_LARGE);
        }
        // 2. distinct devices, in order
        if (!isSortedAndDistinct(evidence)) {
            return Optional.of(RefusalReason.COHORT_NOT_DISTINCT);
        }
        // 3. these contributors, and no others, are the root's
        Cohort cohort = Cohort.of(evidence.stream()
                .map(ContributorEvidence::update)
                .map(update -> new Contributor(
                        update.statement().device(), update.statement().digest()))
                .toList());
        if (!cohort.root().equals(cohortRoot)) {
            return Optional.of(RefusalReason.ROOT_MISMATCH);
        }
        // 4. every header for this announcement, validly signed under a credential valid now
        if (evidence.stream()
                .anyMatch(one -> UpdateCheck.check(announcement, one.update(), trust, nowMillis)
                        .isPresent())) {
            return Optional.of(RefusalReason.BAD_UPDATE);
        }
        // 5. n_base contributors per base model: else a victim could be given a live model and all others dead ones
        if (!everyBaseIsShared(evidence)) {
            return Optional.of(RefusalReason.BASE_TOO_FEW);
        }
        // 6. the shares shown are those their contributors signed for; others would be the job's doing, not theirs
        if (!evidence.stream().allMatch(this::hasItsOwnShare)) {
            return Optional.of(RefusalReason.SHARE_NOT_INCLUDED);
        }
        return Optional.empty();
    }

    private static boolean isSortedAndDistinct(List<ContributorEvidence> evidence) {
        for (int i = 1; i < evidence.size(); i++) {
            DeviceId previous = evidence.get(i - 1).update().statement().device();
            if (previous.compareTo(evidence.get(i).update().statement().device()) >= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean everyBaseIsShared(List<ContributorEvidence> evidence) {
        Map<BaseModel, Integer> contributors = new HashMap<>();
        evidence.forEach(one -> contributors.merge(one.update().statement().base(), 1, Integer::sum));
        return contributors.values().stream()
                .allMatch(count -> count >= announcement.limits().minPerBase());
    }

    private boolean hasItsOwnShare(ContributorEvidence one) {
        UpdateStatement statement = one.update().statement();
        return MerkleTree.verifyInclusion(
                statement.shareRoot(),
                announcement.committee().members(),
                memberIndex - 1,
                one.sealedShare(),
                one.shareProof());
    }
}
