package dev.tutti.attestation.x509;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** A check of each certificate of a chain in turn, the leaf first. */
abstract class CertificateCheck implements Check<CertificateChain> {
    @Override
    public final Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        for (int i = 0; i < chain.size(); i++) {
            Optional<RefusalReason> reason = examine(chain, i, circumstances);
            if (reason.isPresent()) {
                return Optional.of(new Refused(reason.get(), CertificateChain.name(i)));
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the certificate at that place. */
    abstract Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances);

    static Optional<RefusalReason> unless(boolean holds, RefusalReason reason) {
        return holds ? Optional.empty() : Optional.of(reason);
    }
}
