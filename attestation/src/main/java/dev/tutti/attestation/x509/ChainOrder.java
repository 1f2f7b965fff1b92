package dev.tutti.attestation.x509;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The root does not come first: a common mistake, told apart so that it can be mended. */
public final class ChainOrder implements Check<CertificateChain> {
    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        return chain.size() > 1 && chain.leaf().isSelfIssued()
                ? Optional.of(new Refused(RefusalReason.CHAIN_REVERSED, CertificateChain.name(0)))
                : Optional.empty();
    }
}
