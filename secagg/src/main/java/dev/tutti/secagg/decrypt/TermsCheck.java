package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.params.ParameterCheck;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a member checks about an announcement before it votes under it: that it protects whoever contributed
 * (docs/protocol.md, "Decryptor, before it votes"). The operator's signature is the caller's step.
 *
 * @param holdsMyKeys whether the seat it is asked from holds the member's keys
 */
record TermsCheck(
        Announcement announcement, boolean holdsMyKeys, CommitteeFloor floor, CredentialTrust trust, long nowMillis) {
    private static final List<Step> STEPS = List.of(
            // 1. the same protocol
            new Step(RefusalReason.UNSUPPORTED_VERSION, check -> check.announcement.speaksThisProtocol()),
            // 2. its own seat, which is where its shares lie
            new Step(RefusalReason.NOT_MY_SEAT, TermsCheck::holdsMyKeys),
            // 3. lattice, slots and thresholds that protect
            new Step(
                    RefusalReason.UNSOUND_PARAMETERS,
                    check -> ParameterCheck.check(check.announcement).isEmpty()),
            // 4. its own floor, whatever the operator asks
            new Step(RefusalReason.BELOW_FLOOR, check -> check.floor.permits(check.announcement)),
            // 5. distinct devices that offered those keys themselves
            new Step(
                    RefusalReason.BAD_COMMITTEE,
                    check -> CommitteeCheck.check(check.announcement, check.trust, check.nowMillis)
                            .isEmpty()));

    /** The first check that fails, or empty. */
    Optional<RefusalReason> check(MemberRules rules) {
        return STEPS.stream()
                .filter(step -> rules.enforce(step.reason()))
                .filter(step -> !step.condition().test(this))
                .map(Step::reason)
                .findFirst();
    }

    private record Step(RefusalReason reason, Predicate<TermsCheck> condition) {}
}
