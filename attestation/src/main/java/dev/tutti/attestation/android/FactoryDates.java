package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.x509.CertificateChain;
import dev.tutti.attestation.x509.ValidityPeriods;
import java.util.Optional;

/**
 * Now lies within each certificate's time; in a factory chain the leaf's end is not looked at, since the device sets it
 * by a clock and a key specification that mean nothing.
 */
final class FactoryDates implements Check<CertificateChain> {
    private final ValidityPeriods all = new ValidityPeriods();
    private final ValidityPeriods withoutEndOfLeaf = ValidityPeriods.ignoringEndOfLeaf();

    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        return (AndroidExtensions.isFactory(chain) ? withoutEndOfLeaf : all).examine(chain, circumstances);
    }
}
