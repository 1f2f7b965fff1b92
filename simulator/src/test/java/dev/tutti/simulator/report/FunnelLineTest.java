package dev.tutti.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FunnelLineTest {
    @Test
    void aCompletedRoundReadsAsPromised() {
        RoundResult round = new RoundResult(
                7,
                0,
                1,
                130,
                121,
                112,
                110,
                108,
                2,
                Map.of(),
                64,
                50,
                43,
                true,
                "",
                OptionalDouble.of(0.914),
                6,
                7,
                1,
                false,
                0,
                2.1,
                Map.of());

        assertThat(FunnelLine.of(round, OptionalDouble.of(0.906)))
                .isEqualTo("round 7 · announced 130 · trained 121 · uploaded 112 · verified 110 · sealed 108 (late 2)"
                        + " · unmasked 43/64 · Δacc +0.8 % → 91.4 % · 2.1 s");
    }

    @Test
    void theFirstRoundHasNothingToCompareWith() {
        RoundResult round = new RoundResult(
                1,
                0,
                1,
                60,
                56,
                52,
                50,
                48,
                0,
                Map.of("BAD_SIGNATURE", 2),
                16,
                15,
                14,
                true,
                "",
                OptionalDouble.of(0.17),
                0,
                1,
                1,
                false,
                0,
                3.04,
                Map.of());

        assertThat(FunnelLine.of(round, OptionalDouble.empty()))
                .isEqualTo("round 1 · announced 60 · trained 56 · uploaded 52 · verified 50 · sealed 48"
                        + " (BAD_SIGNATURE 2) · unmasked 14/16 · acc 17.0 % · 3.0 s");
    }

    @Test
    void aLossTooSmallToPrintHasNoMinus() {
        RoundResult round = new RoundResult(
                3,
                0,
                1,
                60,
                56,
                52,
                50,
                48,
                0,
                Map.of(),
                16,
                15,
                14,
                true,
                "",
                OptionalDouble.of(0.9),
                2,
                3,
                1,
                false,
                0,
                1,
                Map.of());

        assertThat(FunnelLine.of(round, OptionalDouble.of(0.9003))).contains(" · Δacc +0.0 % → 90.0 % · ");
        assertThat(FunnelLine.of(round, OptionalDouble.of(0.902))).contains(" · Δacc -0.2 % → 90.0 % · ");
    }

    @Test
    void aBurnedRoundSaysWhy() {
        RoundResult round = new RoundResult(
                2,
                0,
                1,
                60,
                56,
                52,
                48,
                48,
                0,
                Map.of(),
                16,
                8,
                0,
                false,
                "NO_QUORUM",
                OptionalDouble.empty(),
                0,
                1,
                1,
                false,
                0,
                6.5,
                Map.of());

        assertThat(FunnelLine.of(round, OptionalDouble.of(0.5)))
                .isEqualTo("round 2 · announced 60 · trained 56 · uploaded 52 · verified 48 · sealed 48"
                        + " · BURNED NO_QUORUM (votes 8/16, replies 0) · 6.5 s");
    }

    @Test
    void aSubCohortIsNamedAfterItsRoundAndSaysWhoIsBarred() {
        RoundResult burned = new RoundResult(
                3,
                1,
                2,
                32,
                30,
                13,
                13,
                13,
                0,
                Map.of(),
                8,
                8,
                6,
                false,
                "OUTLYING_NORM",
                OptionalDouble.empty(),
                0,
                2,
                2,
                false,
                1,
                5.04,
                Map.of());

        assertThat(FunnelLine.of(burned, OptionalDouble.of(0.5)))
                .isEqualTo("round 3/1 · announced 32 · trained 30 in all · uploaded 13 · verified 13 · sealed 13"
                        + " · BURNED OUTLYING_NORM (votes 8/8, replies 6) · 1 barred · 5.0 s");
    }

    @Test
    void aModelBelowItsGuardSaysSo() {
        assertThat(FunnelLine.of(belowGuard(3, 2), OptionalDouble.of(0.7)))
                .contains("Δacc -8.8 % → 61.2 % · model 3 is below its guard, not promoted · 3.1 s");
        assertThat(FunnelLine.of(belowGuard(0, 0), OptionalDouble.of(0.7)))
                .contains("model 0 is below its guard, not promoted");
    }

    @Test
    void aModelThatARollbackPromotedIsNotCalledNotPromoted() {
        assertThat(FunnelLine.of(belowGuard(3, 3), OptionalDouble.of(0.7)))
                .contains(" · model 3 is below its guard, promoted by rollback · ");
    }

    private static RoundResult belowGuard(long evaluated, long promoted) {
        return new RoundResult(
                4,
                0,
                1,
                60,
                56,
                48,
                48,
                48,
                0,
                Map.of(),
                16,
                15,
                8,
                true,
                "",
                OptionalDouble.of(0.612),
                evaluated,
                4,
                promoted,
                true,
                0,
                3.1,
                Map.of());
    }
}
