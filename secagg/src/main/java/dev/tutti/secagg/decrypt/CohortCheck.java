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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a member checks about a sealed cohort before it votes for its root (docs/protocol.md, "Decryptor, before it
 * votes"). The announcement itself was checked before; the shares are opened after.
 */
final class CohortCheck {
    private static final List<Step> STEPS = List.of(
            // 1. n_min ≤ |U| ≤ n_max: fewer hide nobody, more could carry
            new Step(
                    RefusalReason.COHORT_TOO_SMALL,
                    (check, evidence, root) ->
                            evidence.size() >= check.announcement.limits().minContributors()),
            new Step(
                    RefusalReason.COHORT_TOO_LARGE,
                    (check, evidence, root) ->
                            evidence.size() <= check.announcement.limits().maxContributors()),
            // 2. distinct devices, in order
            new Step(RefusalReason.COHORT_NOT_DISTINCT, (check, evidence, root) -> isSortedAndDistinct(evidence)),
            // 3. these contributors, and no others, are the root's
            new Step(RefusalReason.ROOT_MISMATCH, (check, evidence, root) -> isRootOf(evidence, root)),
            // 4. every header for this announcement, validly signed under a credential valid now
            new Step(
                    RefusalReason.BAD_UPDATE,
                    (check, evidence, root) -> evidence.stream().allMatch(check::hasAnAcceptableHeader)),
            // 5. n_base contributors per base model: else a victim could be given a live model, all others dead ones
            new Step(RefusalReason.BASE_TOO_FEW, (check, evidence, root) -> check.everyBaseIsShared(evidence)),
            // 6. the shares shown are those their contributors signed for; others would be the job's doing, not theirs
            new Step(
                    RefusalReason.SHARE_NOT_INCLUDED,
                    (check, evidence, root) -> evidence.stream().allMatch(check::hasItsOwnShare)));

    private final Announcement announcement;
    private final int memberIndex;
    private final CredentialTrust trust;
    private final long nowMillis;
    private final MemberRules rules;

    CohortCheck(Announcement announcement, int memberIndex, CredentialTrust trust, long nowMillis, MemberRules rules) {
        this.announcement = announcement;
        this.memberIndex = memberIndex;
        this.trust = trust;
        this.nowMillis = nowMillis;
        this.rules = rules;
    }

    /** The first check that fails, or empty. */
    Optional<RefusalReason> check(List<ContributorEvidence> evidence, Digest cohortRoot) {
        return STEPS.stream()
                .filter(step -> rules.enforce(step.reason()))
                .filter(step -> !step.condition().holds(this, evidence, cohortRoot))
                .map(Step::reason)
                .findFirst();
    }

    private record Step(RefusalReason reason, Condition condition) {}

    @FunctionalInterface
    private interface Condition {
        boolean holds(CohortCheck check, List<ContributorEvidence> evidence, Digest cohortRoot);
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

    private static boolean isRootOf(List<ContributorEvidence> evidence, Digest cohortRoot) {
        Cohort cohort = Cohort.of(evidence.stream()
                .map(ContributorEvidence::update)
                .map(update -> new Contributor(
                        update.statement().device(), update.statement().digest()))
                .toList());
        return cohort.root().equals(cohortRoot);
    }

    private boolean hasAnAcceptableHeader(ContributorEvidence one) {
        return rules.headers()
                .check(announcement, one.update(), trust, nowMillis)
                .isEmpty();
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
