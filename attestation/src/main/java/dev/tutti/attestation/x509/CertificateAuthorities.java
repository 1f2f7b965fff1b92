package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/** RFC 5280, 6.1.4 (k) to (n): every certificate above the leaf may issue others, and as many as there are. */
public final class CertificateAuthorities extends CertificateCheck {
    private final BiPredicate<CertificateChain, Integer> tolerated;

    /** Tolerates nothing else. */
    public CertificateAuthorities() {
        this((chain, index) -> false);
    }

    /**
     * Tolerates some.
     *
     * @param tolerated whether the certificate at that place of a chain may issue though it does not say so
     */
    public CertificateAuthorities(BiPredicate<CertificateChain, Integer> tolerated) {
        this.tolerated = tolerated;
    }

    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        if (index == 0) {
            return Optional.empty();
        }
        Certificate issuer = chain.get(index);
        if (!mayIssue(chain, index)) {
            return Optional.of(RefusalReason.NOT_A_CA);
        }
        OptionalInt most = BasicConstraintsReader.pathLength(issuer);
        // Certificates between this one and the leaf, self-issued ones not counted (RFC 5280, 4.2.1.9).
        long below = chain.certificates().subList(1, index).stream()
                .filter(certificate -> !certificate.isSelfIssued())
                .count();
        return unless(most.isEmpty() || below <= most.getAsInt(), RefusalReason.PATH_TOO_LONG);
    }

    private boolean mayIssue(CertificateChain chain, int index) {
        return BasicConstraintsReader.isAuthority(chain.get(index)) || tolerated.test(chain, index);
    }
}
