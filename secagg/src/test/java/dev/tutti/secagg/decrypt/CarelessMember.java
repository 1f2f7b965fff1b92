package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.statement.CarelessCertificate;
import dev.tutti.secagg.statement.CertificateFault;
import dev.tutti.secagg.update.CarelessUpdateCheck;
import dev.tutti.secagg.update.UpdateFault;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A real member but for the rules left out: how the tests of attacks take one check away. The same generator gives the
 * same one-time keys, as if they had been kept on a disk.
 */
public final class CarelessMember {
    /** What a member's own steps refuse for, rather than its checks of terms and cohort, cannot be waived. */
    private static final Set<RefusalReason> STEPS = EnumSet.of(
            RefusalReason.ALREADY_ANSWERED,
            RefusalReason.OTHER_ANNOUNCEMENT,
            RefusalReason.ALREADY_VOTED,
            RefusalReason.NOT_VOTED,
            RefusalReason.BAD_CERTIFICATE,
            RefusalReason.COMPLAINED);

    private final MemberRules rules;

    private CarelessMember(MemberRules rules) {
        this.rules = rules;
    }

    /** A member that never refuses for these reasons. */
    public static CarelessMember blindTo(RefusalReason... waived) {
        if (!Collections.disjoint(STEPS, Set.of(waived))) {
            throw new IllegalArgumentException("expected none of " + STEPS + ", but found " + Set.of(waived));
        }
        return new CarelessMember(new MemberRules(
                Set.of(waived),
                MemberRules.ALL.headers(),
                MemberRules.ALL.certificates(),
                MemberRules.ALL.sealing(),
                MemberRules.ALL.proving()));
    }

    /** A member that opens on a certificate of so many votes, whatever was announced. */
    public static CarelessMember certifiedBy(int votes) {
        return with((certificate, votedFor, announcement) ->
                certificate.cohortRoot().equals(votedFor)
                        && certificate.votes().size() >= votes
                        && CarelessCertificate.isValidFor(certificate, announcement, CertificateFault.TOO_FEW));
    }

    /** A member that opens on a certificate with these faults. */
    public static CarelessMember certifiedDespite(CertificateFault... waived) {
        return with((certificate, votedFor, announcement) ->
                certificate.cohortRoot().equals(votedFor)
                        && CarelessCertificate.isValidFor(certificate, announcement, waived));
    }

    /** A member that opens on any valid certificate of the announcement. */
    public static CarelessMember certifiedForAnyRoot() {
        return with((certificate, votedFor, announcement) -> certificate.isValidFor(announcement));
    }

    /** This member, believing headers with these faults. */
    public CarelessMember believing(UpdateFault... waived) {
        return new CarelessMember(new MemberRules(
                rules.waived(),
                (announcement, update, trust, nowMillis) ->
                        CarelessUpdateCheck.check(announcement, update, trust, nowMillis, waived),
                rules.certificates(),
                rules.sealing(),
                rules.proving()));
    }

    /** This member, opening shares under whatever binding it is told. */
    public CarelessMember openingUnder(UnaryOperator<ShareBinding> told) {
        return new CarelessMember(
                new MemberRules(rules.waived(), rules.headers(), rules.certificates(), told, rules.proving()));
    }

    /** This member, challenging degree proofs under whatever binding it is told. */
    public CarelessMember challengingUnder(UnaryOperator<ShareBinding> told) {
        return new CarelessMember(
                new MemberRules(rules.waived(), rules.headers(), rules.certificates(), rules.sealing(), told));
    }

    /** The member, with keys from that generator. */
    public CommitteeMember member(SecureRandom random) {
        return new CommitteeMember(new OneTimeKeys(random), rules);
    }

    private static CarelessMember with(MemberRules.CertificateRule certificates) {
        return new CarelessMember(new MemberRules(
                Set.of(),
                MemberRules.ALL.headers(),
                certificates,
                MemberRules.ALL.sealing(),
                MemberRules.ALL.proving()));
    }
}
