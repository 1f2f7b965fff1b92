package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.Conditions.Thermal;
import dev.tutti.secagg.statement.ShareSealing;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a device takes part, and on what terms. */
final class PolicyTest {
    @Test
    void idealConditionsForbidNothing() {
        assertThat(Conditions.ideal().unmet()).isEmpty();
    }

    @Test
    void eachUnmetConditionHasItsName() {
        assertThat(new Conditions(false, true, true, 100, Thermal.NORMAL).unmet())
                .hasValue("IN_USE");
        assertThat(new Conditions(true, true, false, 100, Thermal.NORMAL).unmet())
                .hasValue("METERED");
        assertThat(new Conditions(true, false, true, 29, Thermal.NORMAL).unmet())
                .hasValue("BATTERY_LOW");
        assertThat(new Conditions(true, true, true, 100, Thermal.THROTTLED).unmet())
                .hasValue("THROTTLED");
        assertThat(new Conditions(true, false, true, 30, Thermal.WARM).unmet()).isEmpty();
        assertThat(new Conditions(true, true, true, 5, Thermal.NORMAL).unmet()).isEmpty();
    }

    @Test
    void aFloorCanOnlyBeRaised() {
        PrivacyFloor production = PrivacyFloor.production();
        PrivacyFloor tried = production
                .atLeastContributors(2)
                .atLeastPerBase(1)
                .atLeastCommittee(1, 0)
                .atLeastNoise(-1)
                .atLeastSealing(ShareSealing.HPKE_X25519);
        assertThat(tried).usingRecursiveComparison().isEqualTo(production);

        PrivacyFloor raised = production
                .atLeastContributors(1000)
                .atLeastPerBase(50)
                .atLeastCommittee(64, 6)
                .atLeastNoise(2)
                .atLeastSealing(ShareSealing.HPKE_X_WING)
                .atLeastSealing(ShareSealing.HPKE_X25519);
        assertThat(raised.minContributors()).isEqualTo(1000);
        assertThat(raised.minPerBase()).isEqualTo(50);
        assertThat(raised.minMembers()).isEqualTo(64);
        assertThat(raised.minCorrupt()).isEqualTo(6);
        assertThat(raised.minNoise()).isEqualTo(2);
        assertThat(raised.minSealing()).isEqualTo(ShareSealing.HPKE_X_WING);
        assertThat(raised.forCommittee().minSealing()).isEqualTo(ShareSealing.HPKE_X_WING);
        assertThat(raised.minUpdateNorm()).isEqualTo(production.minUpdateNorm());
    }

    @Test
    void evenADevelopmentFloorHidesADeviceAmongTwo() {
        assertThatThrownBy(() -> PrivacyFloor.forDevelopment(1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PrivacyFloor.forDevelopment(2, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noiseThatIsNoNumberIsNoFloor() {
        assertThatThrownBy(() -> PrivacyFloor.production().atLeastNoise(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRetryIsDrawnInsideItsWindow() {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        RetryWindow window = RetryWindow.after(now, Duration.ofMinutes(10));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            assertThat(window.draw(random))
                    .isBetween(now.plus(Duration.ofMinutes(10)), now.plus(Duration.ofMinutes(15)));
        }
    }

    @Test
    void updatesOfOneDeviceAreNotRequestedTooOften() {
        assertThatThrownBy(
                        () -> TrainingRequest.recurring(Duration.ofSeconds(1)).build())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
