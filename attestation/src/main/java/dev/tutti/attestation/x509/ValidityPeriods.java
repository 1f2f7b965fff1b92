package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** RFC 5280, 6.1.3 (a)(2): now lies within each certificate's time. */
public final class ValidityPeriods extends CertificateCheck {
    private final boolean ignoresEndOfLeaf;

    /** Looks at the leaf too. */
    public ValidityPeriods() {
        this(false);
    }

    private ValidityPeriods(boolean ignoresEndOfLeaf) {
        this.ignoresEndOfLeaf = ignoresEndOfLeaf;
    }

    /** Ignores when the leaf ends: where devices sign leaves themselves, and set dates that mean nothing. */
    public static ValidityPeriods ignoringEndOfLeaf() {
        return new ValidityPeriods(true);
    }

    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        // An anchor is a key, and ends when the policy no longer names it (RFC 5280, 6.1.1 (d)).
        if (TrustAnchor.isPinned(chain, index, circumstances)) {
            return Optional.empty();
        }
        Certificate certificate = chain.get(index);
        if (certificate.notBeforeMillis() > circumstances.nowMillis()) {
            return Optional.of(RefusalReason.NOT_YET_VALID);
        }
        boolean ends = index > 0 || !ignoresEndOfLeaf;
        return unless(!ends || certificate.notAfterMillis() >= circumstances.nowMillis(), RefusalReason.EXPIRED);
    }
}
