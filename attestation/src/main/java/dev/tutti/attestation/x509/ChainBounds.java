package dev.tutti.attestation.x509;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.EvidenceBounds;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.List;
import java.util.Optional;

/** The chain keeps to {@link EvidenceBounds}: parsing costs what its sender chooses, so it is measured first. */
public final class ChainBounds implements Check<List<byte[]>> {
    @Override
    public Optional<Refused> examine(List<byte[]> chain, Circumstances circumstances) {
        if (chain.isEmpty()) {
            return refused(RefusalReason.CHAIN_EMPTY, "chain");
        }
        if (chain.size() > EvidenceBounds.CHAIN_LENGTH) {
            return refused(RefusalReason.CHAIN_TOO_LONG, "chain");
        }
        int total = 0;
        for (int i = 0; i < chain.size(); i++) {
            int length = chain.get(i).length;
            if (length > EvidenceBounds.CERTIFICATE_BYTES) {
                return refused(RefusalReason.CERTIFICATE_TOO_LARGE, CertificateChain.name(i));
            }
            total += length;
        }
        return total > EvidenceBounds.CHAIN_BYTES ? refused(RefusalReason.CHAIN_TOO_LARGE, "chain") : Optional.empty();
    }

    private static Optional<Refused> refused(RefusalReason reason, String where) {
        return Optional.of(new Refused(reason, where));
    }
}
