package dev.tutti.secagg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The whole protocol, once, in the order of docs/protocol.md. */
final class OneRoundOnAPageTest {
    @Test
    void theJobLearnsTheSumOfTheSealedCohortAndNothingElseIsNeeded() {
        oneRound(Terms.of(8, 1));
    }

    @Test
    void overARingWithTwoPrimesItIsTheSameRound() {
        oneRound(Terms.overTwoPrimes(8, 1));
    }

    private static void oneRound(Terms terms) {
        Population population = new Population(1);

        // 1. Eight devices check in: "I can decrypt", with fresh one-time keys.
        List<CommitteeMember> members = new ArrayList<>();
        List<Seat> seats = new ArrayList<>();
        for (int seat = 1; seat <= 8; seat++) {
            members.add(new CommitteeMember(population.random()));
            seats.add(new Seat(seat, Round.checkIn(population.enrol(), members.get(seat - 1))));
        }

        // 2. The operator announces a round and signs every term of it; everyone verifies.
        Announcement announcement = terms.announce(seats);
        byte[] signature = population.operator().sign(Announcement.LABEL, announcement.encode());
        OperatorVerifier operator = new OperatorVerifier(population.operator().publicKey());
        assertThat(operator.verify(Announcement.LABEL, announcement.encode(), signature))
                .isTrue();
        assertThat(CommitteeCheck.check(announcement, population.trust(), Population.NOW))
                .isEmpty();

        // 3. Five devices train, encode, mask, seal a share to every member, and sign. Each speaks once.
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        Map<MaskedUpdate, int[]> plain = new TreeMap<>((a, b) ->
                a.signed().statement().device().compareTo(b.signed().statement().device()));
        Random training = new Random(2);
        for (int i = 0; i < 5; i++) {
            TestDevice device = population.enrol();
            float[] delta = gaussian(training, announcement.encoding().dimension());
            int[] slots = new UpdateEncoder(announcement.encoding(), layout)
                    .encode(delta, 16 + 20 * i, new EvaluationSums(10, 7, 0.5), training);
            UploadId upload = UploadId.random(population.random());
            MaskedUpdate update = Contribution.prepare(
                    announcement, device.credential(), upload, Terms.BASES.get(1), slots, device, population.random());
            plain.put(update, slots);
        }

        // 4. One of them drops out on the way. The job checks the other four, adds their chunks and seals them.
        plain.remove(plain.keySet().iterator().next());
        List<MaskedUpdate> sealed = List.copyOf(plain.keySet());
        long[] masked = new long[announcement.ring().residues() * layout.polynomialsIn(0)];
        for (MaskedUpdate update : sealed) {
            assertThat(UpdateCheck.check(announcement, update.signed(), population.trust(), Population.NOW))
                    .isEmpty();
            SliceAccumulator.add(masked, 0, update.chunks().get(0), announcement.ring());
        }
        Cohort cohort = Round.cohort(sealed);

        // 5. Each member checks the cohort and its own shares, and casts its one vote. Three never answer.
        List<SignedVote> votes = new ArrayList<>();
        for (int seat = 1; seat <= 5; seat++) {
            VoteDecision decision = members.get(seat - 1)
                    .vote(
                            announcement,
                            seat,
                            Round.evidence(sealed, seat),
                            cohort.root(),
                            Round.FLOOR,
                            population.trust(),
                            Population.NOW);
            assertThat(decision).isInstanceOf(VoteDecision.Voted.class);
            votes.add(((VoteDecision.Voted) decision).vote());
        }

        // 6. Five of eight votes with one corrupt member: no other root can get as many. The members open this one.
        QuorumCertificate certificate = new QuorumCertificate(announcement.digest(), cohort.root(), votes);
        assertThat(certificate.isValidFor(announcement)).isTrue();
        Map<Integer, int[]> replies = new TreeMap<>();
        for (int seat = 1; seat <= 4; seat++) {
            SignedReply reply = ((OpenDecision.Opened) members.get(seat - 1).open(certificate)).reply();
            assertThat(reply.isValidFor(announcement, cohort.root())).isTrue();
            replies.put(seat, reply.statement().sums());
        }

        // 7. Four replies give the sum of the mask secrets, and that opens the sum of the updates, verified.
        CommitteeOpening.Result secret = CommitteeOpening.recover(announcement, cohort.size(), replies);
        assertThat(secret).isInstanceOf(CommitteeOpening.Recovered.class);
        int[] secretSum = ((CommitteeOpening.Recovered) secret).secretSum();
        SliceOpening.Result opened = SliceOpening.open(announcement, 0, masked, secretSum, cohort.size());
        assertThat(opened).isInstanceOf(SliceOpening.Opened.class);

        // 8. It is the plain sum, bit for bit.
        var sum = ((SliceOpening.Opened) opened).sum();
        long[] expected = new long[layout.slotsPerPolynomial()];
        plain.values().forEach(slots -> Arrays.setAll(expected, i -> expected[i] + slots[i]));
        assertThat(sum.parameters())
                .containsExactly(Arrays.copyOfRange(
                        expected, VectorLayout.CONTROL_SLOTS, VectorLayout.CONTROL_SLOTS + layout.parametersIn(0)));
        assertThat(sum.count()).isEqualTo(4);
        assertThat(sum.weight()).isEqualTo(expected[VectorLayout.WEIGHT]);
        assertThat(sum.evaluationCorrect()).isEqualTo(28);
        assertThat(sum.evaluationLossSum()).isEqualTo(20.0);
        assertThat(UpdateDecoder.meanDelta(sum, announcement.encoding())).hasSize(layout.parametersIn(0));
    }

    private static float[] gaussian(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() / 100;
        }
        return values;
    }
}
