package dev.tutti.secagg.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.params.ParametersRefusedException.Reason;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;
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
    void theTableOfTheProtocolComesOut(int n, int b, int w, int k, int bits, double bytes) {
        ProtocolParameters plan = ParameterPlanner.plan(new ParameterRequest(n, b, 100_000_000, 16, 2, 0, 1));
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
        assertThatThrownBy(() -> ParameterPlanner.plan(new ParameterRequest(1 << 20, 16, 1000, 16, 2, 1e9, 1)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INSECURE));
    }

    @Test
    void aWeightThatCouldCarryIsRefused() {
        assertThatThrownBy(() -> ParameterPlanner.plan(new ParameterRequest(100, 8, 1000, 16, 2, 0, 128)))
                .isInstanceOfSatisfying(
                        ParametersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.COULD_CARRY))
                .hasMessageContaining("127");
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
            new ParameterRequest(10, 8, 1000, 16, -1, 0, 1)
        }) {
            assertThatThrownBy(() -> ParameterPlanner.plan(request))
                    .isInstanceOfSatisfying(
                            ParametersRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
        }
    }

    @Test
    void noRingIsBelowTheSecurityFloor() {
        for (RingParameters ring : ParameterSets.rings()) {
            assertThat(ParameterSets.securityBits(ring).getAsDouble())
                    .isGreaterThanOrEqualTo(ParameterSets.SECURITY_FLOOR);
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
