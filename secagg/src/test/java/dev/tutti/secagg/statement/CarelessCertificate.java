package dev.tutti.secagg.statement;

import java.util.Set;

/** How the tests of attacks leave one check of a certificate out. */
public final class CarelessCertificate {
    private CarelessCertificate() {}

    /** Whether a certificate passes every check but the waived ones. */
    public static boolean isValidFor(QuorumCertificate certificate, Announcement terms, CertificateFault... waived) {
        return certificate.fault(terms, Set.of(waived)).isEmpty();
    }
}
