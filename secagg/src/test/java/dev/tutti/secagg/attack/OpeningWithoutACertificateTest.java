package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.statement.CertificateFault;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator lets half of the members vote for U and the other half for U without its victim, so that neither cohort
 * has a quorum, and asks both halves to open with something that is not quite a certificate. Each half is enough to
 * recover (r = 4 of 8), so a member that let any of these pass would give away the victim's update. No member has to be
 * corrupt.
 */
final class OpeningWithoutACertificateTest {
    private static final int[] ONE_HALF = {1, 2, 3, 4};
    private static final int[] OTHER_HALF = {5, 6, 7, 8};

    private final TwoCohorts cohorts = new TwoCohorts(8, 1);

    /** What stands for a certificate, by the one check it fails. */
    @ParameterizedTest
    @EnumSource(names = {"TOO_FEW", "OTHER_ROOT", "REPEATED", "NOT_SIGNED"})
    void whatIsNotACertificateOpensNothingButWouldIfThatOneCheckWereMissing(CertificateFault missing) {
        assertThat(cohorts.difference(
                        openedWith(missing, cohorts.all, ONE_HALF, CarelessMember.certifiedDespite(missing)::member),
                        openedWith(
                                missing,
                                cohorts.withoutVictim,
                                OTHER_HALF,
                                CarelessMember.certifiedDespite(missing)::member)))
                .containsExactly(cohorts.victimsUpdate);

        assertThat(openedWith(missing, cohorts.all, ONE_HALF, CommitteeMember::new))
                .isEmpty();
        assertThat(openedWith(missing, cohorts.withoutVictim, OTHER_HALF, CommitteeMember::new))
                .isEmpty();
    }

    @Test
    void anotherRootsCertificateWouldOpenACohortThatNobodyCertified() {
        CarelessMember careless = CarelessMember.certifiedForAnyRoot();
        Round committee = cohorts.committee(careless::member);
        QuorumCertificate certificate = certifiedWithTheCorruptMembersVote(committee);
        Map<Integer, int[]> sumsOfAll = TwoCohorts.sums(committee, certificate, ONE_HALF);
        TwoCohorts.votes(committee, cohorts.withoutVictim, OTHER_HALF);
        assertThat(cohorts.difference(sumsOfAll, TwoCohorts.sums(committee, certificate, OTHER_HALF)))
                .containsExactly(cohorts.victimsUpdate);
    }

    @Test
    void anotherRootsCertificateOpensNothing() {
        Round committee = cohorts.committee(CommitteeMember::new);
        QuorumCertificate certificate = certifiedWithTheCorruptMembersVote(committee);
        TwoCohorts.votes(committee, cohorts.withoutVictim, OTHER_HALF);
        assertThat(certificate.isValidFor(cohorts.round.announcement())).isTrue();
        for (int seat : OTHER_HALF) {
            assertThat(committee.member(seat).open(certificate))
                    .isEqualTo(new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE));
        }
        assertThat(TwoCohorts.sums(committee, certificate, ONE_HALF)).hasSize(4);
    }

    /** Half of the members and seat 8, which is corrupt and will vote again, for U. */
    private QuorumCertificate certifiedWithTheCorruptMembersVote(Round committee) {
        List<SignedVote> votes = new ArrayList<>(TwoCohorts.votes(committee, cohorts.all, ONE_HALF));
        votes.addAll(TwoCohorts.votes(cohorts.committee(CommitteeMember::new), cohorts.all, 8));
        return cohorts.certificate(cohorts.all, votes);
    }

    private Map<Integer, int[]> openedWith(
            CertificateFault fault,
            List<MaskedUpdate> updates,
            int[] half,
            Function<SecureRandom, CommitteeMember> kind) {
        Round committee = cohorts.committee(kind);
        List<SignedVote> votes = new ArrayList<>(TwoCohorts.votes(committee, updates, half));
        addAFifth(fault, updates, votes);
        QuorumCertificate certificate = cohorts.certificate(updates, votes);
        assertThat(certificate.fault(cohorts.round.announcement())).contains(fault);
        Map<Integer, int[]> sums = TwoCohorts.sums(committee, certificate, half);
        for (int seat : half) {
            assertThat(committee.member(seat).open(certificate))
                    .isEqualTo(new OpenDecision.Refused(
                            sums.isEmpty() ? RefusalReason.BAD_CERTIFICATE : RefusalReason.ALREADY_ANSWERED));
        }
        return sums;
    }

    /** Four votes are one too few: what the operator puts beside them. */
    private void addAFifth(CertificateFault fault, List<MaskedUpdate> updates, List<SignedVote> votes) {
        int free = votes.get(0).statement().memberIndex() == 1 ? 8 : 1;
        if (fault == CertificateFault.OTHER_ROOT) {
            List<MaskedUpdate> others = updates == cohorts.all ? cohorts.withoutVictim : cohorts.all;
            votes.addAll(TwoCohorts.votes(cohorts.committee(CommitteeMember::new), others, free));
        } else if (fault == CertificateFault.REPEATED) {
            votes.add(votes.get(0));
        } else if (fault == CertificateFault.NOT_SIGNED) {
            VoteStatement seen = votes.get(0).statement();
            VoteStatement forged = new VoteStatement(seen.announcement(), seen.cohortRoot(), free, List.of());
            votes.add(new SignedVote(forged, votes.get(0).signature()));
        }
    }
}
