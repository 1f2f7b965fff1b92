package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.unmask.CommitteeOpening.Failed;
import dev.tutti.secagg.unmask.CommitteeOpening.Recovered;
import dev.tutti.secagg.update.MaskedUpdate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Eight members, r = 4, four contributors over two slices. */
final class OpeningTest {
    private final Population population = new Population(9);
    private final Round round = new Round(population, Terms.of(8, 1));
    private final List<int[]> plain = new ArrayList<>();
    private final List<MaskedUpdate> updates = contribute(4);
    private final Map<Integer, int[]> replies = round.open(round.certify(updates));

    @Test
    void everySliceOpensToThePlainSum() {
        int[] secretSum = recovered(replies).secretSum();
        VectorLayout layout = round.layout();
        assertThat(layout.slices()).isEqualTo(2);
        for (int slice = 0; slice < 2; slice++) {
            SliceOpening.Opened opened = (SliceOpening.Opened)
                    SliceOpening.open(round.announcement(), slice, round.maskedSum(updates, slice), secretSum, 4);
            SliceSum sum = opened.sum();
            assertThat(sum.count()).isEqualTo(4);
            assertThat(sum.weight()).isEqualTo(4 * 127);
            int first = layout.firstSlotOf(slice) + VectorLayout.CONTROL_SLOTS;
            for (int i = 0; i < layout.parametersIn(slice); i++) {
                int at = first + i;
                assertThat(sum.parameters()[i])
                        .isEqualTo(plain.stream().mapToLong(slots -> slots[at]).sum());
            }
            assertThat(opened.maxResidue()).isBetween(30L, ResidueBound.of(4));
        }
    }

    @Test
    void anyFourRepliesRecoverTheSameSecret() {
        int[] expected = recovered(replies).secretSum();
        for (Set<Integer> members : List.of(Set.of(1, 2, 3, 4), Set.of(5, 6, 7, 8), Set.of(1, 3, 6, 8))) {
            Map<Integer, int[]> some = new TreeMap<>(replies);
            some.keySet().retainAll(members);
            assertThat(recovered(some).secretSum()).containsExactly(expected);
        }
    }

    @Test
    void threeRepliesAreTooFew() {
        Map<Integer, int[]> some = new TreeMap<>(replies);
        some.keySet().retainAll(Set.of(1, 2, 3));
        assertThat(CommitteeOpening.recover(round.announcement(), 4, some))
                .isEqualTo(new Failed(CommitteeOpening.Reason.TOO_FEW_REPLIES, true));
        assertThat(CommitteeOpening.recover(round.announcement(), 4, Map.of()))
                .isEqualTo(new Failed(CommitteeOpening.Reason.TOO_FEW_REPLIES, true));
    }

    @Test
    void upToTwoLiarsAmongEightAreNamedAndDropped() {
        int[] expected = recovered(replies).secretSum();
        for (Set<Integer> liars : List.of(Set.<Integer>of(), Set.of(5), Set.of(2, 7))) {
            assertThat(recovered(lyingIn(liars)).liars()).isEqualTo(liars);
            assertThat(recovered(lyingIn(liars)).secretSum()).containsExactly(expected);
        }
    }

    @Test
    void threeLiarsBurnTheRoundInsteadOfFalsifyingIt() {
        assertThat(CommitteeOpening.recover(round.announcement(), 4, lyingIn(Set.of(2, 5, 7))))
                .isEqualTo(new Failed(CommitteeOpening.Reason.TOO_MANY_LIARS, false));
    }

    @Test
    void aLiarAmongExactlyFourRepliesIsCaughtByTheBoundOnTheSecret() {
        Map<Integer, int[]> some = lyingIn(Set.of(3));
        some.keySet().retainAll(Set.of(1, 2, 3, 4));
        assertThat(CommitteeOpening.recover(round.announcement(), 4, some))
                .isEqualTo(new Failed(CommitteeOpening.Reason.SECRET_BOUND, true));
    }

    @Test
    void oneCoefficientOfTheSecretSumOffByOneFailsTheResidue() {
        for (int coefficient : new int[] {0, 1, 1023, 2047}) {
            int[] secretSum = recovered(replies).secretSum().clone();
            secretSum[coefficient] += coefficient % 2 == 0 ? 1 : -1;
            assertThat(SliceOpening.open(round.announcement(), 1, round.maskedSum(updates, 1), secretSum, 4))
                    .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.RESIDUE_BOUND));
        }
    }

    @Test
    void anUpdateMoreFewerOrTwiceThanWasSealedFailsTheResidue() {
        int[] secretSum = recovered(replies).secretSum();
        List<MaskedUpdate> more = new ArrayList<>(updates);
        more.add(updates.get(0));
        for (List<MaskedUpdate> wrong : List.of(updates.subList(0, 3), more)) {
            assertThat(SliceOpening.open(round.announcement(), 0, round.maskedSum(wrong, 0), secretSum, 4))
                    .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.RESIDUE_BOUND));
        }
    }

    @Test
    void aCountThatIsNotTheCohortsFailsTheCount() {
        assertThat(SliceOpening.open(
                        round.announcement(),
                        0,
                        round.maskedSum(updates, 0),
                        recovered(replies).secretSum(),
                        5))
                .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.COUNT));
    }

    @Test
    void aWeightNobodyHonestHasFailsTheWeight() {
        Round other = new Round(population, Terms.of(8, 1));
        List<MaskedUpdate> light = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int[] slots = other.randomSlots(new Random(i));
            slots[VectorLayout.WEIGHT] = i == 0 ? -127 : 16;
            light.add(other.contribute(population.enrol(), slots));
        }
        light = Round.sorted(light);
        QuorumCertificate certificate = other.certify(light);
        Recovered secret = (Recovered) CommitteeOpening.recover(other.announcement(), 3, other.open(certificate));
        assertThat(SliceOpening.open(other.announcement(), 0, other.maskedSum(light, 0), secret.secretSum(), 3))
                .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.WEIGHT));
    }

    @Test
    void aSecretAtTheBoundPassesAndOneBeyondFails() {
        int bound = (int) ResidueBound.of(4);
        for (int coefficient : new int[] {0, 1000, 2047}) {
            for (int sign : new int[] {1, -1}) {
                int[] secret = new int[2048];
                secret[coefficient] = sign * bound;
                assertThat(recovered(shared(secret)).secretSum()).containsExactly(secret);
                secret[coefficient] = sign * (bound + 1);
                assertThat(CommitteeOpening.recover(round.announcement(), 4, shared(secret)))
                        .isEqualTo(new Failed(CommitteeOpening.Reason.SECRET_BOUND, false));
            }
        }
    }

    @Test
    void sumsThatAreNoElementsOfTheFieldAreAMistakeOfTheCaller() {
        for (int wrong : new int[] {-1, PrimeField.P}) {
            Map<Integer, int[]> sums = new TreeMap<>(replies);
            int[] copy = Objects.requireNonNull(replies.get(8)).clone();
            copy[1023] = wrong;
            sums.put(8, copy);
            assertThatThrownBy(() -> CommitteeOpening.recover(round.announcement(), 4, sums))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("F_p");
        }
    }

    /** What all members would reply had one device shared this secret. */
    private Map<Integer, int[]> shared(int[] secret) {
        Map<Integer, int[]> sums = new TreeMap<>();
        try (SecretSharing sharing =
                SecretSharing.of(secret, round.announcement().committee(), population.random())) {
            for (int member = 1; member <= 8; member++) {
                sums.put(member, Arrays.copyOf(sharing.sharesOf(member), 1024));
            }
        }
        return sums;
    }

    @Test
    void sumsOfMoreMembersThanHaveSeatsAreAMistakeOfTheCaller() {
        assertThatThrownBy(() -> CommitteeOpening.recover(round.announcement(), 4, Map.of(9, new int[1024])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommitteeOpening.recover(round.announcement(), 4, Map.of(1, new int[3])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chunksAddUpToTheSameSumInAnyOrder() {
        List<MaskedUpdate> reversed = new ArrayList<>(updates);
        Collections.reverse(reversed);
        assertThat(round.maskedSum(reversed, 0)).containsExactly(round.maskedSum(updates, 0));
    }

    @Test
    void aCoefficientAboveTheModulusCountsModuloIt() {
        long q = round.announcement().ring().modulus();
        long[] sum = new long[2048];
        sum[0] = q - 1;
        byte[] ones = new byte[round.announcement().ring().polynomialBytes()];
        Arrays.fill(ones, (byte) -1);
        SliceAccumulator.add(sum, 0, ones, round.announcement().ring());
        long allOnes = (1L << round.announcement().ring().coefficientBits()) - 1;
        assertThat(sum[0] % q).isEqualTo((q - 1 + allOnes) % q);
        assertThat(sum[1] % q).isEqualTo(allOnes % q);
        assertThatThrownBy(() ->
                        SliceAccumulator.add(sum, 1, ones, round.announcement().ring()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sumsAreReducedBeforeTheyOverflow() {
        RingParameters ring = new RingParameters(8, 72057594037927889L);
        long q = ring.modulus();
        byte[] ones = new byte[ring.polynomialBytes()];
        Arrays.fill(ones, (byte) -1);
        long[] sum = new long[16];
        for (int i = 1; i <= 1000; i++) {
            SliceAccumulator.add(sum, 8, ones, ring);
            long expected = BigInteger.TWO
                    .pow(56)
                    .subtract(BigInteger.ONE)
                    .multiply(BigInteger.valueOf(i))
                    .mod(BigInteger.valueOf(q))
                    .longValueExact();
            for (int j = 8; j < 16; j++) {
                assertThat(sum[j]).isBetween(0L, (1L << 62) - 1);
                assertThat(sum[j] % q).isEqualTo(expected);
            }
        }
        assertThat(Arrays.copyOf(sum, 8)).containsOnly(0);
    }

    private List<MaskedUpdate> contribute(int n) {
        List<MaskedUpdate> made = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            plain.add(round.randomSlots(new Random(i)));
            made.add(round.contribute(population.enrol(), plain.get(i)));
        }
        return Round.sorted(made);
    }

    private Recovered recovered(Map<Integer, int[]> sums) {
        return (Recovered) CommitteeOpening.recover(round.announcement(), 4, sums);
    }

    private Map<Integer, int[]> lyingIn(Set<Integer> liars) {
        Map<Integer, int[]> lying = new TreeMap<>(replies);
        for (int liar : liars) {
            lying.put(liar, new Random(liar).ints(1024, 0, PrimeField.P).toArray());
        }
        return lying;
    }
}
