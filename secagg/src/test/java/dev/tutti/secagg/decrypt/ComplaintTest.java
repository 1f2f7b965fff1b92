package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.DishonestDevice;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad shares have an owner: whoever seals them is named by every member that got one, and by no other. */
final class ComplaintTest {
    private final Population population = new Population(8);
    private final Round round = new Round(population, Terms.of(8, 1));
    private final List<MaskedUpdate> honest = round.contributions(3, new Random(1));
    private final DishonestDevice device = new DishonestDevice(population, round.announcement());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8})
    void everyMemberThatGotABadShareComplainsAndNoOther(int bad) {
        MaskedUpdate update = device.withShares(honest.get(0), (member, shares) -> {
            if (member <= bad) {
                shares[100] = PrimeField.add(shares[100], 1);
            }
            return shares;
        });
        DeviceId culprit = update.signed().statement().device();
        List<MaskedUpdate> cohort = cohortWith(update);
        for (int member = 1; member <= 8; member++) {
            SignedVote vote = round.vote(member, cohort);
            assertThat(vote.statement().complaints()).isEqualTo(member <= bad ? List.of(culprit) : List.of());
        }
    }

    @Test
    void aMemberThatComplainedVotesButNeverOpensAWrongSum() {
        List<MaskedUpdate> cohort = cohortWith(device.withShares(honest.get(0), badFor(3)));
        QuorumCertificate certificate = round.certify(cohort);
        assertThat(certificate.isValidFor(round.announcement())).isTrue();
        assertThat(round.member(3).open(certificate)).isEqualTo(new OpenDecision.Refused(RefusalReason.COMPLAINED));
        assertThat(round.member(3).open(certificate))
                .isEqualTo(new OpenDecision.Refused(RefusalReason.ALREADY_ANSWERED));
        // Seven others are more than the four it takes.
        Map<Integer, int[]> replies = round.open(certificate);
        assertThat(replies).hasSize(7).doesNotContainKey(3);
        assertThat(CommitteeOpening.recover(round.announcement(), 4, replies))
                .isInstanceOfSatisfying(
                        CommitteeOpening.Recovered.class,
                        recovered -> assertThat(recovered.liars()).isEmpty());
    }

    @Test
    void aMemberThatComplainedAndAnsweredAllTheSameIsFoundLying() {
        List<MaskedUpdate> cohort = cohortWith(device.withShares(honest.get(0), badFor(3)));
        Map<Integer, int[]> replies = round.open(round.certify(cohort));
        replies.put(3, new Random(1).ints(1024, 0, PrimeField.P).toArray());
        assertThat(CommitteeOpening.recover(round.announcement(), 4, replies))
                .isInstanceOfSatisfying(
                        CommitteeOpening.Recovered.class,
                        recovered -> assertThat(recovered.liars()).containsExactly(3));
    }

    @Test
    void aShareThatDoesNotOpenIsAComplaint() {
        complains(blobs -> {
            List<byte[]> swapped = new ArrayList<>(blobs);
            swapped.set(2, swapped.get(4));
            return swapped;
        });
    }

    @Test
    void anEmptyShareIsAComplaint() {
        complains(blobs -> {
            List<byte[]> swapped = new ArrayList<>(blobs);
            swapped.set(2, new byte[0]);
            return swapped;
        });
    }

    @Test
    void aShareOutOfRangeIsAComplaint() {
        MaskedUpdate update = device.withShares(honest.get(0), (member, shares) -> {
            if (member == 3) {
                shares[0] = PrimeField.P;
            }
            return shares;
        });
        assertComplaintOfMemberThree(update);
    }

    @Test
    void aShareOfAnotherLengthIsAComplaint() {
        MaskedUpdate update =
                device.withShares(honest.get(0), (member, shares) -> member == 3 ? new int[shares.length - 1] : shares);
        assertComplaintOfMemberThree(update);
    }

    @Test
    void sharesSealedAfterTheChallengeWasKnownAreNotIncluded() {
        // The device seals other shares after it knew the challenge for the first ones.
        MaskedUpdate first = device.withShares(honest.get(0), (member, shares) -> shares);
        MaskedUpdate second = device.withShares(honest.get(0), (member, shares) -> shares);
        MaskedUpdate mixed = new MaskedUpdate(first.signed(), first.chunks(), second.sealedShares());
        assertThat(round.askToVote(1, cohortWith(mixed)))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.SHARE_NOT_INCLUDED));
    }

    private void complains(UnaryOperator<List<byte[]>> swap) {
        assertComplaintOfMemberThree(device.withSealedShares(honest.get(0), (member, shares) -> shares, swap));
    }

    private void assertComplaintOfMemberThree(MaskedUpdate update) {
        List<MaskedUpdate> cohort = cohortWith(update);
        assertThat(round.vote(3, cohort).statement().complaints())
                .containsExactly(update.signed().statement().device());
        assertThat(round.vote(4, cohort).statement().complaints()).isEmpty();
    }

    private static BiFunction<Integer, int[], int[]> badFor(int unlucky) {
        return (member, shares) -> {
            if (member == unlucky) {
                shares[7] = PrimeField.add(shares[7], 99);
            }
            return shares;
        };
    }

    private List<MaskedUpdate> cohortWith(MaskedUpdate update) {
        List<MaskedUpdate> cohort = new ArrayList<>(honest);
        cohort.add(update);
        return Round.sorted(cohort);
    }
}
