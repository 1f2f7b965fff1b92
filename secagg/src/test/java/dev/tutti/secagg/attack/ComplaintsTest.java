package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.ComplaintTally;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.DishonestDevice;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A contributor seals bad shares to a few members, so that they lie without knowing it; or t corrupt members complain of
 * an honest contributor, to have it barred. Votes carry the complaints, and more than t of them, but no fewer, are proof:
 * fewer could be either attack, and punish neither side. Whoever complained does not answer, so that nobody is taken for
 * a liar, and the cohort opens without it.
 */
final class ComplaintsTest {
    private final Population population = new Population(111);

    @ParameterizedTest
    @CsvSource({"8, 1, 2", "8, 1, 4", "16, 2, 3", "16, 2, 8"})
    void aContributorThatSealsBadSharesToMoreThanTMembersIsConvictedByTheirVotes(int members, int corrupt, int bad) {
        Outcome outcome = contributorCheats(members, corrupt, bad);
        ComplaintTally tally = new ComplaintTally(outcome.certificate.votes(), corrupt);
        assertThat(tally.guilty()).containsExactly(outcome.culprit);
        assertThat(tally.disputed()).isEmpty();
        assertThatTheCohortOpensWithout(outcome, bad);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 1", "16, 2, 1", "16, 2, 2"})
    void aContributorThatFramesUpToTMembersIsInDisputeAndNobodyIsPunished(int members, int corrupt, int bad) {
        Outcome outcome = contributorCheats(members, corrupt, bad);
        ComplaintTally tally = new ComplaintTally(outcome.certificate.votes(), corrupt);
        assertThat(tally.guilty()).isEmpty();
        assertThat(tally.disputed()).containsExactly(outcome.culprit);
        assertThatTheCohortOpensWithout(outcome, bad);
    }

    /** Were t complaints enough, t corrupt members could bar whom they like. */
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2"})
    void tCorruptMembersCannotConvictAnHonestContributorButCouldIfOneComplaintFewerWereEnough(
            int members, int corrupt) {
        TwoCohorts cohorts = new TwoCohorts(members, corrupt);
        DeviceId framed = cohorts.all.get(0).signed().statement().device();
        Round committee = cohorts.committee(CommitteeMember::new);
        int[] honest = IntStream.rangeClosed(corrupt + 1, members).toArray();
        List<SignedVote> votes = new ArrayList<>(TwoCohorts.votes(committee, cohorts.all, honest));
        for (int seat = 1; seat <= corrupt; seat++) {
            votes.add(falseComplaint(cohorts, seat, framed));
        }
        QuorumCertificate certificate = cohorts.certificate(cohorts.all, votes);
        assertThat(certificate.isValidFor(cohorts.round.announcement())).isTrue();

        assertThat(new ComplaintTally(votes, corrupt - 1).guilty()).containsExactly(framed);
        assertThat(new ComplaintTally(votes, corrupt).guilty()).isEmpty();
        assertThat(new ComplaintTally(votes, corrupt).disputed()).containsExactly(framed);

        assertThat(Opening.of(cohorts.round, cohorts.all, TwoCohorts.sums(committee, certificate, honest)))
                .containsExactly(cohorts.sumOfAll);
    }

    private record Outcome(
            Round round,
            List<MaskedUpdate> cohort,
            long[] plain,
            DeviceId culprit,
            QuorumCertificate certificate,
            Map<Integer, int[]> sums) {}

    /** Three honest contributors, and one that seals a bad share to the first members. */
    private Outcome contributorCheats(int members, int corrupt, int bad) {
        Round round = new Round(population, Terms.of(members, corrupt));
        long[] plain = new long[round.layout().dimension()];
        List<MaskedUpdate> cohort = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int[] slots = round.randomSlots(new Random(i));
            cohort.add(round.contribute(population.enrol(), slots));
            plain = Opening.sum(plain, Opening.parameters(round, slots));
        }
        int[] slots = round.randomSlots(new Random(3));
        MaskedUpdate cheating = new DishonestDevice(population, round.announcement())
                .contributing(cohort.get(0), slots, (member, shares) -> {
                    shares[7] = PrimeField.add(shares[7], member <= bad ? 99 : 0);
                    return shares;
                });
        cohort.add(cheating);
        plain = Opening.sum(plain, Opening.parameters(round, slots));
        List<MaskedUpdate> sorted = Round.sorted(cohort);
        QuorumCertificate certificate = round.certify(sorted);
        DeviceId culprit = cheating.signed().statement().device();
        return new Outcome(round, sorted, plain, culprit, certificate, round.open(certificate));
    }

    private static void assertThatTheCohortOpensWithout(Outcome outcome, int bad) {
        int members = outcome.round.announcement().seats().size();
        assertThat(outcome.sums.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(bad + 1, members).boxed().toList());
        assertThat(CommitteeOpening.recover(outcome.round.announcement(), 4, outcome.sums))
                .isInstanceOfSatisfying(
                        CommitteeOpening.Recovered.class,
                        recovered -> assertThat(recovered.liars()).isEmpty());
        assertThat(Opening.of(outcome.round, outcome.cohort, outcome.sums)).containsExactly(outcome.plain);
    }

    private static SignedVote falseComplaint(TwoCohorts cohorts, int seat, DeviceId framed) {
        VoteStatement statement = new VoteStatement(
                cohorts.round.announcement().digest(), Round.cohort(cohorts.all).root(), seat, List.of(framed));
        return new SignedVote(statement, new OneTimeKeys(TwoCohorts.keys(seat)).sign(statement.encode()));
    }
}
