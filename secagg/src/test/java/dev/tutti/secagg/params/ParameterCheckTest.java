package dev.tutti.secagg.params;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ParameterCheckTest {
    private final Terms terms = Terms.of(8, 1);
    private final List<Seat> seats =
            new Round(new Population(1), terms).announcement().seats();

    @Test
    void plannedParametersPass() {
        assertThat(check(terms)).isEmpty();
    }

    @Test
    void aRingBelowTheFloorOrOfNoTableIsRefused() {
        assertThat(check(terms.withRing(new RingParameters(1024, 536856577L)))).contains(ParameterFault.INSECURE_RING);
        assertThat(check(terms.withRing(new RingParameters(2048, 2199023251457L - 4096 * 3))))
                .contains(ParameterFault.INSECURE_RING);
    }

    @Test
    void aSumThatCouldWrapAroundIsRefused() {
        assertThat(check(terms.withRing(new RingParameters(2048, 549755809793L))))
                .contains(ParameterFault.NO_HEADROOM);
    }

    @Test
    void oneContributorMoreThanTheSlotsHoldIsRefused() {
        assertThat(check(terms.withLimits(new CohortLimits(3, 129, 2)))).isEmpty();
        assertThat(check(terms.withLimits(new CohortLimits(3, 130, 2)))).contains(ParameterFault.COULD_CARRY);
    }

    @Test
    void aWeightMoreThanTheSlotsHoldIsRefused() {
        assertThat(check(terms.withEncoding(weighing(127)))).isEmpty();
        // 128·128 = 2^14 is the first beyond slots of 15 bits.
        assertThat(check(terms.withEncoding(weighing(128)))).contains(ParameterFault.COULD_CARRY);
    }

    @Test
    void aRoundOverTwoPrimesPasses() {
        assertThat(check(Terms.overTwoPrimes(8, 1))).isEmpty();
        RingParameters swapped = new RingParameters(4096, 9007199254364161L, 9007199254429697L);
        assertThat(check(Terms.overTwoPrimes(8, 1).withRing(swapped))).contains(ParameterFault.INSECURE_RING);
        RingParameters tight = ParameterSets.twoPrimeRings().get(0);
        assertThat(check(Terms.overTwoPrimes(8, 1).withRing(tight))).contains(ParameterFault.NO_HEADROOM);
    }

    @Test
    void whatOneDeviceMayPutIntoASlotIsAValueWithItsNoiseOrItsWeight() {
        assertThat(ParameterSets.deviceBound(weighing(100), PrivacyConfiguration.NONE))
                .isEqualTo(127);
        assertThat(ParameterSets.deviceBound(weighing(300), PrivacyConfiguration.NONE))
                .isEqualTo(300);
        PrivacyConfiguration noise = new PrivacyConfiguration(NoiseMechanism.DISCRETE_GAUSSIAN, 2.55, 1, 1e-5);
        assertThat(ParameterSets.deviceBound(weighing(100), noise)).isEqualTo(127 + 26);
    }

    private static Encoding weighing(int maxWeight) {
        return new Encoding(5000, 8, 1, 0.5f, 15, 2, 1, 1, WeightFunction.EXAMPLES, maxWeight, true);
    }

    @Test
    void aChunkTooLargeForOneRecordIsRefused() {
        assertThat(check(terms.withEncoding(dimension(40_000_000, 1000)))).contains(ParameterFault.TOO_LARGE);
        assertThat(check(terms.withEncoding(dimension(1_000_000, 80)))).isEmpty();
        assertThat(check(terms.withEncoding(dimension(1 << 30, 80)))).isEmpty();
    }

    @Test
    void aQuorumThatTwoRootsCouldReachIsRefused() {
        // m = 8, t = 1: four votes are at half, not beyond (m+t)/2.
        assertThat(check(terms.withCommittee(new CommitteeParameters(8, 1, 2, 2, 4, 4))))
                .contains(ParameterFault.WEAK_COMMITTEE);
        assertThat(check(terms.withCommittee(new CommitteeParameters(8, 2, 2, 2, 4, 5))))
                .contains(ParameterFault.WEAK_COMMITTEE);
    }

    @Test
    void aPrivacyThresholdBelowTheCorruptMembersIsRefused() {
        assertThat(check(terms.withCommittee(new CommitteeParameters(8, 2, 2, 1, 3, 6))))
                .contains(ParameterFault.WEAK_COMMITTEE);
        assertThat(check(terms.withCommittee(new CommitteeParameters(8, 0, 2, 0, 2, 5))))
                .contains(ParameterFault.WEAK_COMMITTEE);
    }

    @Test
    void announcedNoiseThatNobodyWouldAddIsRefused() {
        assertThat(check(terms.withPrivacy(new PrivacyConfiguration(NoiseMechanism.SKELLAM, 0.01, 1, 1e-5))))
                .contains(ParameterFault.UNSUPPORTED_NOISE);
    }

    private static Encoding dimension(int dimension, int polynomials) {
        return new Encoding(dimension, 8, 1, 0.5f, 15, 2, polynomials, polynomials, WeightFunction.UNIFORM, 127, true);
    }

    private Optional<ParameterFault> check(Terms changed) {
        return ParameterCheck.check(changed.announce(seats));
    }
}
