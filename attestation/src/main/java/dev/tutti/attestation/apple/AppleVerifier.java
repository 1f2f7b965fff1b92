package dev.tutti.attestation.apple;

import dev.tutti.attestation.AppleEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.EvidenceBounds;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.key.P256Leaf;
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
import dev.tutti.secagg.statement.KeyLevel;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Verifies an App Attest attestation, in the steps of Apple's "Verify the attestation": 1. the certificates lead to
 * Apple's root; 2. to 4. the nonce; 5. the key's id; 6. the app; 7. the counter; 8. the environment; 9. the credential.
 * Our challenge is itself a hash, and stands where Apple's text has the hash of the challenge. Apple's certificate for a
 * key lives three days, so evidence is verified when it comes.
 */
public final class AppleVerifier {
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
            RevokedSerials.ifListed());

    private static final List<Check<SubjectPublicKeyInfo>> KEY = List.of(new P256Leaf());
    private static final List<Check<byte[]>> POINT = List.of(new P256Point());

    private static final List<Check<AppleStatement>> STATEMENT = List.of(
            new Format(),
            new Nonce(),
            new KeyId(),
            new AllowedApp(),
            new UnusedKey(),
            new Environment(),
            new CredentialId());

    private final Checklist checklist;

    /** Checks everything. */
    public AppleVerifier() {
        this(Checklist.COMPLETE);
    }

    /** Checks what the list does not leave out: tests show what happens without. */
    AppleVerifier(Checklist checklist) {
        this.checklist = checklist;
    }

    /** Judges evidence. A key in the Secure Enclave, a processor of its own, is of level STRONG_BOX. */
    public Attestation verify(AppleEvidence evidence, Circumstances circumstances) {
        try {
            return judged(evidence, circumstances);
        } catch (RefusedException e) {
            return e.refused();
        }
    }

    private Attestation judged(AppleEvidence evidence, Circumstances circumstances) throws RefusedException {
        byte[] encoded = evidence.attestationObject();
        if (encoded.length > EvidenceBounds.ATTESTATION_OBJECT_BYTES) {
            throw new RefusedException(RefusalReason.MALFORMED_CBOR, "attestation object");
        }
        AttestationObject object = AttestationObject.parse(encoded);
        checklist.require(BOUNDS, object.chain(), circumstances);
        CertificateChain chain = CertificateChain.parse(object.chain());
        // 1.
        checklist.require(CHAIN, chain, circumstances);
        byte[] publicKey = chain.leaf().key().getPublicKeyData().getBytes();
        checklist.require(KEY, chain.leaf().key(), circumstances);
        checklist.require(POINT, publicKey, circumstances);
        // 2. to 9.
        AuthenticatorData.Attested data = AuthenticatorData.parseAttested(object.authenticatorData());
        checklist.require(
                STATEMENT, new AppleStatement(evidence.keyId(), object, data, chain.leaf(), publicKey), circumstances);
        return new Verified(publicKey, circumstances.platform(), KeyLevel.STRONG_BOX);
    }
}
