package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.statement.RingParameters;
import org.junit.jupiter.api.Test;

final class SecretChannelTest {
    private static final RingParameters RING = new RingParameters(8, 12289);

    private final SecretChannel channel = new SecretChannel(NumberTheoreticTransform.of(RING), new int[8]);

    @Test
    void thePublicPolynomialMustHaveAllItsCoefficients() {
        assertThatIllegalArgumentException().isThrownBy(() -> channel.product(new long[16], 9));
        assertThatIllegalArgumentException().isThrownBy(() -> channel.product(new long[16], -1));
    }
}
