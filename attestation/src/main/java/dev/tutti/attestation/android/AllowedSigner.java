package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Only the policy's signers signed the app: anybody may give an app another's name. */
final class AllowedSigner implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        boolean allowed = key.application()
                .filter(application -> !application.signers().isEmpty())
                .map(application -> application.packages().stream()
                        .flatMap(name -> circumstances.policy().androidApp(name).stream())
                        .allMatch(app -> app.signers().containsAll(application.signers())))
                .orElse(false);
        return allowed
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.SIGNER_NOT_ALLOWED, "signatureDigests"));
    }
}
