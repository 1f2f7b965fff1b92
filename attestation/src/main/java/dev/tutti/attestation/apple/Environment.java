package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.policy.Concession;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Step 8: the app was installed from the store; one from a developer's machine may be anything. */
final class Environment implements Check<AppleStatement> {
    private static final byte[] PRODUCTION = Arrays.copyOf("appattest".getBytes(StandardCharsets.US_ASCII), 16);
    private static final byte[] DEVELOPMENT = "appattestdevelop".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        byte[] aaguid = statement.data().aaguid();
        if (Arrays.equals(aaguid, PRODUCTION)) {
            return Optional.empty();
        }
        if (!Arrays.equals(aaguid, DEVELOPMENT)) {
            return Optional.of(new Refused(RefusalReason.UNKNOWN_ENVIRONMENT, "aaguid"));
        }
        return circumstances.policy().concedes(Concession.APPLE_DEVELOPMENT)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.DEVELOPMENT_ENVIRONMENT, "aaguid"));
    }
}
