package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.Endorsement;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.TpmKeys;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.x509.CertificateAuthorities;
import dev.tutti.attestation.x509.CertificateChain;
import dev.tutti.attestation.x509.CertificateSignatures;
import dev.tutti.attestation.x509.ChainBounds;
import dev.tutti.attestation.x509.ChainOrder;
import dev.tutti.attestation.x509.CriticalExtensions;
import dev.tutti.attestation.x509.IssuerNames;
import dev.tutti.attestation.x509.RevokedSerials;
import dev.tutti.attestation.x509.SignatureAlgorithms;
import dev.tutti.attestation.x509.TrustAnchor;
import dev.tutti.attestation.x509.UniqueExtensions;
import dev.tutti.attestation.x509.ValidityPeriods;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyLevel;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a TPM's word for a key: 1. its maker certified its endorsement key; 2. the structures can be read; 3. the
 * attestation key is one to believe; 4. the signing key is one to use; 5. the first signed the attestation; 6. the TPM
 * made it itself; 7. it certifies a key; 8. for this challenge; 9. the signing key.
 *
 * <p>That the attestation key lives in the TPM of that endorsement key is not in the evidence: the caller must have seen
 * the device open a {@link TpmCredentialChallenge}. Without, 1. says nothing about 3.
 */
public final class TpmVerifier {
    private static final List<Check<List<byte[]>>> BOUNDS = List.of(new ChainBounds());

    private static final List<Check<CertificateChain>> CHAIN = List.of(
            new UniqueExtensions(),
            new CriticalExtensions(),
            new ChainOrder(),
            new TrustAnchor(),
            new IssuerNames(),
            new SignatureAlgorithms(),
            new CertificateSignatures(),
            new CertificateAuthorities(),
            new ValidityPeriods(),
            RevokedSerials.ifListed(),
            new EndorsementPurpose(),
            new RealTpm());

    private static final List<Check<byte[]>> POINT = List.of(new P256Point());

    private static final List<Check<TpmStatement>> STATEMENT = List.of(
            new AttestationKeyAttributes(),
            new SigningKeyAttributes(),
            new AttestationSignature(),
            new GeneratedByTpm(),
            new Certification(),
            new AttestationNonce(),
            new CertifiedName());

    private final Checklist checklist;

    /** Checks everything. */
    public TpmVerifier() {
        this(Checklist.COMPLETE);
    }

    /** Checks what the list does not leave out: tests show what happens without. */
    TpmVerifier(Checklist checklist) {
        this.checklist = checklist;
    }

    /** Judges evidence. */
    public Attestation verify(TpmEvidence evidence, Circumstances circumstances) {
        try {
            return judged(evidence, circumstances);
        } catch (RefusedException e) {
            return e.refused();
        }
    }

    /** Judges an endorsement certificate: step 1 by itself. */
    public Endorsement verifyEndorsement(List<byte[]> chain, Circumstances circumstances) {
        try {
            return new Endorsement.Verified(
                    endorsed(chain, circumstances).leaf().keyInfo());
        } catch (RefusedException e) {
            return new Endorsement.Refused(e.refused());
        }
    }

    private Attestation judged(TpmEvidence evidence, Circumstances circumstances) throws RefusedException {
        // 1.
        CertificateChain chain = endorsed(evidence.endorsementChain(), circumstances);
        // 2.
        TpmStatement statement = new TpmStatement(
                evidence,
                TpmKey.parse(evidence.attestationKey(), "attestation key"),
                TpmKey.parse(evidence.signingKey(), "signing key"),
                TpmAttest.parse(evidence.attest()),
                TpmSignature.parse(evidence.signature()));
        // 3. to 9.
        checklist.require(STATEMENT, statement, circumstances);
        byte[] publicKey = statement.signing().point();
        checklist.require(POINT, publicKey, circumstances);
        KeyLevel level = RealTpm.isEmulated(chain) ? KeyLevel.SOFTWARE : KeyLevel.TRUSTED_ENVIRONMENT;
        return level.compareTo(circumstances.policy().minimumLevel()) < 0
                ? new Refused(RefusalReason.LEVEL_TOO_LOW, "endorsement certificate")
                : new Verified(
                        publicKey,
                        circumstances.platform(),
                        level,
                        Optional.of(new TpmKeys(chain.leaf().keyPin(), Digest.sha256(evidence.attestationKey()))));
    }

    private CertificateChain endorsed(List<byte[]> encoded, Circumstances circumstances) throws RefusedException {
        checklist.require(BOUNDS, encoded, circumstances);
        CertificateChain chain = CertificateChain.parse(encoded);
        checklist.require(CHAIN, chain, circumstances);
        return chain;
    }
}
