package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a member refuses, one reason each, and that it votes once and answers once. */
final class CommitteeMemberTest {
    private final Population population = new Population(7);
    private final Terms terms = Terms.of(4, 1);
    private final Round round = new Round(population, terms);
    private final List<MaskedUpdate> updates = round.contributions(4, new Random(1));
    private final Cohort cohort = Round.cohort(updates);

    @Test
    void anHonestCohortGetsItsVoteAndNoComplaints() {
        SignedVote vote = round.vote(1, updates);
        assertThat(vote.isValidFor(round.announcement())).isTrue();
        assertThat(vote.statement().cohortRoot()).isEqualTo(cohort.root());
        assertThat(vote.statement().complaints()).isEmpty();
    }

    @Test
    void askedAgainAboutTheSameRootItRepeatsItsVote() {
        assertThat(round.vote(1, updates)).isEqualTo(round.vote(1, updates));
    }

    @Test
    void aMemberVotesForOneRootOnly() {
        round.vote(1, updates);
        assertThat(round.askToVote(1, updates.subList(0, 3))).isEqualTo(refused(RefusalReason.ALREADY_VOTED));
    }

    @Test
    void aRefusalDoesNotUseUpTheVote() {
        assertThat(round.askToVote(1, updates.subList(0, 2))).isEqualTo(refused(RefusalReason.COHORT_TOO_SMALL));
        round.vote(1, updates);
    }

    @Test
    void keysServeTheFirstAnnouncementThatSeatsThemAndNoOther() {
        Announcement second = terms.withRound(new RoundId(Population.NAME, "gait", 2, 1, 0))
                .announce(round.announcement().seats());
        assertThat(round.member(1).pin(round.announcement())).isEmpty();
        assertThat(round.member(1).pin(round.announcement())).isEmpty();
        assertThat(round.member(1).pin(second)).contains(RefusalReason.OTHER_ANNOUNCEMENT);
        assertThat(vote(second, 1, Round.evidence(updates, 1), cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.OTHER_ANNOUNCEMENT));
    }

    @Test
    void aMemberThatRestartedHasOtherKeysAndCannotVote() {
        CommitteeMember restarted = new CommitteeMember(population.random());
        assertThat(restarted.vote(
                        round.announcement(),
                        1,
                        Round.evidence(updates, 1),
                        cohort.root(),
                        Round.FLOOR,
                        population.trust(),
                        Population.NOW))
                .isEqualTo(refused(RefusalReason.NOT_MY_SEAT));
    }

    @Test
    void aMemberVotesFromItsOwnSeatOnly() {
        for (int seat : new int[] {0, 2, 5}) {
            assertThat(vote(round.announcement(), seat, Round.evidence(updates, 1), cohort.root(), Round.FLOOR))
                    .isEqualTo(refused(RefusalReason.NOT_MY_SEAT));
        }
    }

    @Test
    void insecureParametersAreRefused() {
        Round weak = new Round(population, terms.withRing(new RingParameters(1024, 536856577L)));
        assertThat(weak.member(1)
                        .vote(
                                weak.announcement(),
                                1,
                                List.of(),
                                cohort.root(),
                                Round.FLOOR,
                                population.trust(),
                                Population.NOW))
                .isEqualTo(refused(RefusalReason.UNSOUND_PARAMETERS));
    }

    @Test
    void everyTermBelowItsOwnFloorIsRefused() {
        for (CommitteeFloor floor : List.of(
                new CommitteeFloor(4, 4, 1, 2, 2),
                new CommitteeFloor(3, 5, 1, 2, 2),
                new CommitteeFloor(3, 4, 2, 2, 2),
                new CommitteeFloor(3, 4, 1, 3, 2),
                new CommitteeFloor(3, 4, 1, 2, 3),
                new CommitteeFloor(3, 4, 1, 2, 2, ShareSealing.HPKE_X_WING))) {
            assertThat(vote(round.announcement(), 1, Round.evidence(updates, 1), cohort.root(), floor))
                    .isEqualTo(refused(RefusalReason.BELOW_FLOOR));
        }
    }

    @Test
    void aFloorOfOneSealingTakesWhatIsAtLeastAsStrong() {
        CommitteeFloor old = new CommitteeFloor(3, 4, 1, 2, 2);
        CommitteeFloor postQuantum = new CommitteeFloor(3, 4, 1, 2, 2, ShareSealing.HPKE_X_WING);
        assertThat(old.permits(ShareSealing.HPKE_X25519)).isTrue();
        assertThat(old.permits(ShareSealing.HPKE_X_WING)).isTrue();
        assertThat(postQuantum.permits(ShareSealing.HPKE_X25519)).isFalse();
        assertThat(postQuantum.permits(ShareSealing.HPKE_X_WING)).isTrue();
    }

    @Test
    void aCommitteeWithOneDeviceTwiceIsRefused() {
        List<Seat> seats = new ArrayList<>(round.announcement().seats());
        seats.set(3, new Seat(4, seats.get(2).checkIn()));
        assertThat(vote(terms.announce(seats), 1, Round.evidence(updates, 1), cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.BAD_COMMITTEE));
    }

    @Test
    void oneContributorBelowTheMinimumIsRefused() {
        assertThat(round.askToVote(1, updates.subList(0, 2))).isEqualTo(refused(RefusalReason.COHORT_TOO_SMALL));
        round.vote(2, updates.subList(0, 3));
    }

    @Test
    void oneContributorAboveTheMaximumIsRefused() {
        Round small = new Round(population, terms.withLimits(new CohortLimits(3, 3, 2)));
        List<MaskedUpdate> four = small.contributions(4, new Random(1));
        assertThat(small.askToVote(1, four)).isEqualTo(refused(RefusalReason.COHORT_TOO_LARGE));
        small.vote(1, four.subList(0, 3));
    }

    @Test
    void aDeviceTwiceOrOutOfOrderIsRefused() {
        List<ContributorEvidence> twice = new ArrayList<>(Round.evidence(updates, 1));
        twice.add(1, twice.get(0));
        assertThat(vote(round.announcement(), 1, twice, cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.COHORT_NOT_DISTINCT));
        List<ContributorEvidence> swapped = new ArrayList<>(Round.evidence(updates, 1));
        Collections.swap(swapped, 0, 1);
        assertThat(vote(round.announcement(), 1, swapped, cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.COHORT_NOT_DISTINCT));
    }

    @Test
    void contributorsThatAreNotTheRootsAreRefused() {
        List<ContributorEvidence> evidence = Round.evidence(updates.subList(0, 3), 1);
        assertThat(vote(round.announcement(), 1, evidence, cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.ROOT_MISMATCH));
    }

    @Test
    void anUpdateOfAnotherRoundIsRefused() {
        Round other = new Round(population, terms.withRound(new RoundId(Population.NAME, "gait", 2, 1, 0)));
        List<MaskedUpdate> mixed = new ArrayList<>(updates);
        mixed.set(0, other.contributions(1, new Random(2)).get(0));
        assertThat(round.askToVote(1, Round.sorted(mixed))).isEqualTo(refused(RefusalReason.BAD_UPDATE));
    }

    @Test
    void anUpdateOfADeviceNobodyEnrolledIsRefused() {
        List<MaskedUpdate> mixed = new ArrayList<>(updates);
        TestDevice fake = new Population(99).enrol();
        mixed.set(0, round.contribute(fake, round.randomSlots(new Random(2))));
        assertThat(round.askToVote(1, Round.sorted(mixed))).isEqualTo(refused(RefusalReason.BAD_UPDATE));
    }

    @Test
    void aVictimAloneOnALiveModelIsRefused() {
        // The operator gives everyone else a dead model, whose updates are zero: the sum would be the victim's own.
        List<MaskedUpdate> cohort = new ArrayList<>(updates.subList(0, 3));
        cohort.add(round.contribute(population.enrol(), round.randomSlots(new Random(2)), Terms.BASES.get(0)));
        assertThat(round.askToVote(1, Round.sorted(cohort))).isEqualTo(refused(RefusalReason.BASE_TOO_FEW));
        cohort.add(round.contribute(population.enrol(), round.randomSlots(new Random(3)), Terms.BASES.get(0)));
        round.vote(1, Round.sorted(cohort));
    }

    @Test
    void aShareItsContributorNeverCommittedToIsRefused() {
        List<ContributorEvidence> evidence = new ArrayList<>(Round.evidence(updates, 1));
        evidence.set(2, Round.evidence(updates, 2).get(2));
        assertThat(vote(round.announcement(), 1, evidence, cohort.root(), Round.FLOOR))
                .isEqualTo(refused(RefusalReason.SHARE_NOT_INCLUDED));
    }

    @Test
    void nothingOpensBeforeTheVote() {
        QuorumCertificate certificate = certificateOf(2, 3, 4);
        assertThat(round.member(1).open(certificate)).isEqualTo(new OpenDecision.Refused(RefusalReason.NOT_VOTED));
    }

    @Test
    void aMemberAnswersOnceAndThenItsKeysAreGone() {
        QuorumCertificate certificate = round.certify(updates);
        assertThat(round.member(1).open(certificate))
                .isInstanceOfSatisfying(
                        OpenDecision.Opened.class,
                        opened -> assertThat(opened.reply().isValidFor(round.announcement(), cohort.root()))
                                .isTrue());
        assertThat(round.member(1).open(certificate))
                .isEqualTo(new OpenDecision.Refused(RefusalReason.ALREADY_ANSWERED));
        assertThat(round.askToVote(1, updates)).isEqualTo(refused(RefusalReason.ALREADY_ANSWERED));
    }

    @Test
    void aMemberOpensOnlyTheRootItVotedFor() {
        SignedVote own = round.vote(1, updates);
        List<MaskedUpdate> others = updates.subList(0, 3);
        List<SignedVote> votes = List.of(round.vote(2, others), round.vote(3, others), round.vote(4, others));
        QuorumCertificate other = round.certificate(Round.cohort(others).root(), votes);
        assertThat(other.isValidFor(round.announcement())).isTrue();
        assertThat(own.isValidFor(round.announcement())).isTrue();
        assertThat(round.member(1).open(other)).isEqualTo(new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE));
    }

    @Test
    void aCertificateWithTooFewRepeatedForgedOrForeignVotesOpensNothing() {
        SignedVote one = round.vote(1, updates);
        SignedVote two = round.vote(2, updates);
        SignedVote three = round.vote(3, updates);
        Digest root = cohort.root();
        SignedVote forged = new SignedVote(three.statement(), two.signature());
        for (List<SignedVote> votes : List.of(List.of(one, two), List.of(one, two, two), List.of(one, two, forged))) {
            QuorumCertificate certificate = round.certificate(root, votes);
            assertThat(certificate.isValidFor(round.announcement())).isFalse();
            assertThat(round.member(1).open(certificate))
                    .isEqualTo(new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE));
        }
        QuorumCertificate elsewhere = new QuorumCertificate(Digest.zero(), root, List.of(one, two, three));
        assertThat(round.member(1).open(elsewhere)).isEqualTo(new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE));
        // After all that, the right one still opens.
        assertThat(round.member(1).open(round.certificate(root, List.of(one, two, three))))
                .isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void anErasedMemberNeitherVotesNorOpensNorShowsAnything() {
        QuorumCertificate certificate = round.certify(updates);
        round.member(1).erase();
        assertThat(round.member(1).open(certificate))
                .isEqualTo(new OpenDecision.Refused(RefusalReason.ALREADY_ANSWERED));
        assertThat(round.member(1)).hasToString("CommitteeMember[secret]");
    }

    private VoteDecision vote(
            Announcement announcement,
            int seat,
            List<ContributorEvidence> evidence,
            Digest root,
            CommitteeFloor floor) {
        return round.member(1).vote(announcement, seat, evidence, root, floor, population.trust(), Population.NOW);
    }

    private QuorumCertificate certificateOf(int... members) {
        List<SignedVote> votes = new ArrayList<>();
        for (int member : members) {
            votes.add(round.vote(member, updates));
        }
        return round.certificate(cohort.root(), votes);
    }

    private static VoteDecision refused(RefusalReason reason) {
        return new VoteDecision.Refused(reason);
    }
}
