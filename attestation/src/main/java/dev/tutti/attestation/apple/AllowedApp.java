package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Step 6: the key belongs to one of the policy's apps. */
final class AllowedApp implements Check<AppleStatement> {
    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        boolean allowed = circumstances.policy().appleAppIds().stream()
                .map(id -> Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).bytes())
                .anyMatch(hash ->
                        MessageDigest.isEqual(hash, statement.data().head().applicationHash()));
        return allowed ? Optional.empty() : Optional.of(new Refused(RefusalReason.APP_NOT_ALLOWED, "rpIdHash"));
    }
}
