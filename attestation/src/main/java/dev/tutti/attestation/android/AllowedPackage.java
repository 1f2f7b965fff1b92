package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.List;
import java.util.Optional;

/** Every app that shares the key is one of the policy's. */
final class AllowedPackage implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        List<String> packages = key.application().map(ApplicationId::packages).orElse(List.of());
        boolean allowed = !packages.isEmpty()
                && packages.stream()
                        .allMatch(
                                name -> circumstances.policy().androidApp(name).isPresent());
        return allowed ? Optional.empty() : Optional.of(new Refused(RefusalReason.APP_NOT_ALLOWED, "packageInfos"));
    }
}
