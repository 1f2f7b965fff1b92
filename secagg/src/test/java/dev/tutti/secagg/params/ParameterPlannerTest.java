package dev.tutti.secagg.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParameterPlannerTest {
    @ParameterizedTest
    @CsvSource({
        "128, 8, 15, 2, 41, 2.5625",
        "1024, 4, 14, 3, 55, 2.2917",
        "1024, 8, 18, 2, 49, 3.0625",
        "1024, 16, 26, 1, 39, 4.875",
        "10000, 8, 22, 1, 36, 4.5"
    })
    void theTableOfTheProtocolComesOutOverOnePrime(int n, int b, int w, int k, int bits, double bytes) {
        isPlanned(ParameterPlanner.plan(large(n, b), ParameterSets.rings()), w, k, bits, bytes);
    }

    /** One bit more than the table's at n = 1024, whose overhead is 12.0007 bits and not 12. */
    @ParameterizedTest
    @CsvSource({
        "128, 8, 15, 6, 101, 2.1042",
        "1024, 4, 14, 6, 97, 2.0208",
        "1024, 8, 18, 5, 103, 2.575",
        "1024, 16, 26, 3, 91, 3.7917",
        "10000, 8, 22, 4, 102, 3.1875"
    })
    void theTableOfTheProtocolComesOutOverTwoPrimes(int n, int b, int w, int k, int bits, double bytes) {
        isPlanned(ParameterPlanner.plan(large(n, b), ParameterSets.twoPrimeRings()), w, k, bits, bytes);
        isPlanned(ParameterPlanner.plan(large(n, b)), w, k, bits, bytes);
    }

    /** Up to 1023 contributors fit 102 bits, but from 923 on a wrong S would pass the residue's bound too easily. */
    @Test
    void theLastBitOfHeadroomIsNotUsedUpWhereAWrongSecretWouldNotStandOut() {
        RingParameters ring = ParameterPlanner.plan(large(900, 8)).ring();
        assertThat(ring.coefficientBits()).isEqualTo(102);
        assertThat(ParameterSets.hasHeadroom(ring, 90, 1023)).isTrue();
        assertThat(ParameterSets.hasHeadroom(ring, 90, 1024)).isFalse();
        for (int n : new int[] {1, 900, 922, 923, 1023}) {
            assertThat(ParameterSets.showsWrongSecrets(ring, 90, n)).isEqualTo(n < 923);
            assertThat(ParameterPlanner.plan(large(n, 8)).ring().coefficientBits() == 103)
                    .isEqualTo(n >= 923);
        }
        assertThat(0.46 * ParameterSets.DEGREE * Math.log(ParameterSets.RESIDUE_SHARE) / Math.log(2))
                .isLessThan(-69);
    }

    @Test
    void aSmallModelIsCheaperOverOnePrimeAndALargeOneOverTwo() {
        ParameterRequest request = new ParameterRequest(1024, 8, 5_000, 64, 6, 0, 1);
        assertThat(ParameterPlanner.plan(request).ring().primes()).hasSize(1);
        ProtocolParameters million = ParameterPlanner.plan(new ParameterRequest(1024, 8, 1_000_000, 64, 6, 0, 1));
        assertThat(million.ring().primes()).hasSize(2);
        // 49 polynomials of 4096·103 bits; 64 shares of 256 + 4 field elements and 48 bytes of sealing.
        assertThat(million.maskedBytes()).isEqualTo(49 * 512 * 103);
        assertThat(million.shareBytes()).isEqualTo(64 * (4 * 260 + 48));
        assertThat(million.uploadBytes()).isLessThan(2_700_000);
    }

    @Test
    void noOtherRingGivesASmallerUpload() {
        Trials.run(200, random -> {
            ParameterRequest request = new ParameterRequest(
                    1 + random.nextInt(5000), 2 + random.nextInt(15), 1 + random.nextInt(200_000), 16, 2, 0, 1);
            ProtocolParameters best = ParameterPlanner.plan(request);
            for (List<RingParameters> rings : List.of(ParameterSets.rings(), ParameterSets.twoPrimeRings())) {
                for (RingParameters ring : rings) {
                    if (ParameterSets.showsWrongSecrets(ring, best.slotBits(), request.maxContributors())) {
                        assertThat(ParameterPlanner.plan(request, List.of(ring)).uploadBytes())
                                .isGreaterThanOrEqualTo(best.uploadBytes());
                    }
                }
            }
        });
    }

    @Test
    void heavierSealingCountsForEveryMember() {
        ParameterRequest request = new ParameterRequest(1024, 8, 5_000, 64, 6, 0, 1);
        assertThat(ParameterPlanner.plan(request.withSealingOverhead(48 + 1088)).shareBytes())
                .isEqualTo(ParameterPlanner.plan(request).shareBytes() + 64 * 1088);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 33280", "16, 2, 33792", "32, 3, 34816", "64, 6, 36864", "128, 20, 40960"})
    void theShareBytesOfTheProtocolComeOut(int m, int t, int bytes) {
        ParameterRequest request = new ParameterRequest(100, 8, 1000, m, t, 0, 1);
        assertThat(ParameterPlanner.plan(request, ParameterSets.rings()).shareBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 3", "16, 2, 6", "32, 3, 14", "64, 6, 28", "128, 20, 53"})
    void asManyMembersMayBeLostAsTheProtocolSays(int m, int t, int lost) {
        ParameterRequest request = new ParameterRequest(100, 8, 1000, m, t, 0, 1);
        ParameterPlanner.plan(request.withDropOut((double) lost / m));
        assertThatThrownBy(() -> ParameterPlanner.plan(request.withDropOut((lost + 1.0) / m)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_FEW_DECRYPTORS))
                .hasMessageContaining("may lose " + lost);
    }

    @Test
    void aCommitteeThatLosesTooManyIsToldHowManyWouldDo() {
        ParameterRequest request = new ParameterRequest(100, 8, 1000, 16, 2, 0, 1);
        assertThatThrownBy(() -> ParameterPlanner.plan(request.withDropOut(0.4)))
                .hasMessageContaining("leaves 9")
                .hasMessageContaining("17 members would do");
        ParameterPlanner.plan(new ParameterRequest(100, 8, 1000, 17, 2, 0, 1).withDropOut(0.4));
        assertThatThrownBy(() -> ParameterPlanner.plan(request.withDropOut(0.6)))
                .hasMessageContaining("no committee of up to 128");
    }

    private static ParameterRequest large(int n, int b) {
        return new ParameterRequest(n, b, 100_000_000, 16, 2, 0, 1);
    }

    private static void isPlanned(ProtocolParameters plan, int w, int k, int bits, double bytes) {
        assertThat(plan.slotBits()).isEqualTo(w);
        assertThat(plan.slotsPerCoefficient()).isEqualTo(k);
        assertThat(plan.ring().coefficientBits()).isEqualTo(bits);
        assertThat(plan.bytesPerParameter()).isCloseTo(bytes, within(0.001));
        assertThat(plan.securityBits()).isGreaterThanOrEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, 2, 2, 4, 5",
        "16, 2, 4, 4, 8, 10",
        "32, 3, 8, 6, 14, 18",
        "64, 6, 16, 12, 28, 36",
        "128, 20, 32, 40, 72, 75"
    })
    void theCommitteesOfTheProtocolComeOut(int m, int t, int k, int tPriv, int r, int v) {
        assertThat(plan(m, t)).isEqualTo(new CommitteeParameters(m, t, k, tPriv, r, v));
    }

    @Test
    void everyPlannedCommitteeHasAUniqueQuorumThatHonestMembersReach() {
        for (int m = 1; m <= 128; m++) {
            for (int t = 0; 3 * t < m; t++) {
                CommitteeParameters committee;
                try {
                    committee = plan(m, t);
                } catch (ParametersRefusedException e) {
                    assertThat(e.reason()).isEqualTo(Reason.TOO_FEW_DECRYPTORS);
                    continue;
                }
                assertThat(committee.quorumIsUnique()).isTrue();
                assertThat(ParameterCheck.protects(committee)).isTrue();
                assertThat(committee.quorum()).isLessThanOrEqualTo(m - t);
                assertThat(ParameterSets.DEGREE % committee.secretsPerPolynomial())
                        .isZero();
            }
        }
    }

    @Test
    void aCommitteeThatItsCorruptMembersCouldBlockIsRefused() {
        assertThatThrownBy(() -> plan(3, 1))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_FEW_DECRYPTORS))
                .hasMessageContaining("3");
    }

    @Test
    void whatOnlyAnInsecureRingCouldHoldIsRefused() {
        assertThatThrownBy(() -> ParameterPlanner.plan(new ParameterRequest(1 << 20, 16, 1000, 16, 2, 1e25, 1)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INSECURE))
                .hasMessageContaining("slot of 98 bits")
                .hasMessageContaining("17.07 bits of headroom")
                .hasMessageContaining("has 106");
        // 26 bits and 12 of headroom, but 37 are all that N = 1024 may have: it is in no table.
        RingParameters small = new RingParameters(1024, 536856577L);
        assertThatThrownBy(() -> ParameterPlanner.plan(large(1024, 16), List.of(small)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INSECURE))
                .hasMessageContaining("38.08 bits");
    }

    @Test
    void aSumBeyondTheWidestSlotCouldCarry() {
        assertThatThrownBy(() -> ParameterPlanner.plan(new ParameterRequest(1024, 16, 1000, 16, 2, 1e12, 1)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.COULD_CARRY))
                .hasMessageContaining("slots of 50 bits; a slot has at most 48");
    }

    @Test
    void theWeightSlotIsSizedLikeAnyOther() {
        // 100·127 and 100·163 fit 15 bits, 100·164 does not.
        for (int[] weight : new int[][] {{1, 15}, {127, 15}, {163, 15}, {164, 16}, {32767, 23}}) {
            assertThat(ParameterPlanner.plan(new ParameterRequest(100, 8, 1000, 16, 2, 0, weight[0]))
                            .slotBits())
                    .isEqualTo(weight[1]);
        }
    }

    @Test
    void noiseWidensTheSlots() {
        assertThat(ParameterPlanner.plan(new ParameterRequest(1024, 8, 1000, 16, 2, 3, 1))
                        .slotBits())
                .isEqualTo(18);
        assertThat(ParameterPlanner.plan(new ParameterRequest(1024, 8, 1000, 16, 2, 4, 1))
                        .slotBits())
                .isEqualTo(19);
    }

    @Test
    void nonsenseIsRefused() {
        for (ParameterRequest request : new ParameterRequest[] {
            new ParameterRequest(0, 8, 1000, 16, 2, 0, 1),
            new ParameterRequest(10, 1, 1000, 16, 2, 0, 1),
            new ParameterRequest(10, 17, 1000, 16, 2, 0, 1),
            new ParameterRequest(10, 8, 0, 16, 2, 0, 1),
            new ParameterRequest(10, 8, 1000, 16, 2, Double.NaN, 1),
            new ParameterRequest(10, 8, 1000, 129, 2, 0, 1),
            new ParameterRequest(10, 8, 1000, 16, -1, 0, 1),
            new ParameterRequest(10, 8, 1000, 16, 2, 0, 0),
            new ParameterRequest(10, 8, 1000, 16, 2, 0, 32768),
            new ParameterRequest(10, 8, 1000, 16, 2, 0, 1).withDropOut(1),
            new ParameterRequest(10, 8, 1000, 16, 2, 0, 1).withDropOut(Double.NaN),
            new ParameterRequest(10, 8, 1000, 16, 2, 0, 1).withSealingOverhead(-1)
        }) {
            assertThatThrownBy(() -> ParameterPlanner.plan(request))
                    .isInstanceOfSatisfying(
                            ParametersRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
        }
    }

    @Test
    void noRingIsBelowTheSecurityFloor() {
        for (List<RingParameters> rings : List.of(ParameterSets.rings(), ParameterSets.twoPrimeRings())) {
            for (RingParameters ring : rings) {
                assertThat(ParameterSets.securityBits(ring).getAsDouble())
                        .isGreaterThanOrEqualTo(ParameterSets.SECURITY_FLOOR);
                assertThat(ring.product().bitLength()).isLessThanOrEqualTo(ParameterSets.LARGEST_MODULUS_BITS);
            }
        }
        // N = 1024 with 29 bits has 126.8: below the floor, and in no table.
        assertThat(ParameterSets.securityBits(new RingParameters(1024, 536856577L)))
                .isEmpty();
        // A prime of 56 bits, too.
        assertThat(ParameterSets.securityBits(new RingParameters(2048, 72057594037641217L - 4096)))
                .isEmpty();
    }

    private static CommitteeParameters plan(int members, int corrupt) {
        return ParameterPlanner.plan(new ParameterRequest(100, 8, 1000, members, corrupt, 0, 1))
                .committee();
    }
}
