package dev.tutti.secagg.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestAssertion;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementSignatureTest {
    private static final byte[] STATEMENT = "what was said".getBytes(StandardCharsets.US_ASCII);

    private final Population population = new Population(4);
    private final TestDevice device = population.enrol();
    private final byte[] assertion = TestAssertion.over(device, STATEMENT);

    @ParameterizedTest
    @EnumSource(names = "APPLE", mode = EnumSource.Mode.EXCLUDE)
    void allPlatformsButOneSignTheStatementItself(Platform platform) {
        assertThat(verify(platform, device.sign(STATEMENT))).isTrue();
        assertThat(verify(platform, assertion)).isFalse();
    }

    @Test
    void appleSignsAnAssertion() {
        assertThat(verify(Platform.APPLE, assertion)).isTrue();
        assertThat(verify(Platform.APPLE, device.sign(STATEMENT))).isFalse();
    }

    @Test
    void anAssertionIsOverThisStatementAndItsOwnData() {
        for (int bit = 0; bit < Byte.SIZE * assertion.length; bit++) {
            byte[] touched = assertion.clone();
            touched[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThat(verify(Platform.APPLE, touched)).as("bit %d", bit).isFalse();
        }
        assertThat(StatementSignature.verify(credential(Platform.APPLE), new byte[] {1}, assertion))
                .isFalse();
    }

    @Test
    void anAssertionThatIsCutShortOrGoesOnIsRefused() {
        for (int length = 0; length < assertion.length; length++) {
            assertThat(verify(Platform.APPLE, Arrays.copyOf(assertion, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
        assertThat(verify(Platform.APPLE, Arrays.copyOf(assertion, assertion.length + 1)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 36, 513})
    void dataThatIsNoAuthenticatorsIsRefusedThoughItIsSigned(int length) {
        byte[] data = new byte[length];
        byte[] der = device.sign(TestAssertion.nonce(data, STATEMENT));
        assertThat(verify(Platform.APPLE, TestAssertion.around(data, der))).isFalse();
    }

    private boolean verify(Platform platform, byte[] signature) {
        return StatementSignature.verify(credential(platform), STATEMENT, signature);
    }

    private KeyCredential credential(Platform platform) {
        return population.issue(device.publicKey(), platform).credential();
    }
}
