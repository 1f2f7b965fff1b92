package dev.tutti.attestation.android;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.key.P256Leaf;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.x509.Certificate;
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
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Verifies Android key attestation (source.android.com, Key and ID attestation, "Verifying"): 1. the chain keeps to its
 * bounds; 2. it is a chain of certificates; 3. it ends at a trusted root, and none of it is forged, out of date or
 * withdrawn; 4. only the leaf describes a key; 5. the key is on P-256; 6. the description is canonical; 7. it is one; 8.
 * it was made for this challenge, by hardware, about a key made there, for signing, on a locked device with the maker's
 * system of late, for one of our apps.
 */
public final class AndroidVerifier {
    private static final List<Check<List<byte[]>>> BOUNDS = List.of(new ChainBounds());

    private static final List<Check<CertificateChain>> CHAIN = List.of(
            new UniqueExtensions(),
            new CriticalExtensions(),
            new ChainOrder(),
            new TrustAnchor(),
            new IssuerNames(),
            new SignatureAlgorithms(),
            new CertificateSignatures(),
            new AttestationPlacement(),
            new CertificateAuthorities(AndroidExtensions::isUnmarkedFactoryKey),
            new FactoryDates(),
            RevokedSerials.required());

    private static final List<Check<SubjectPublicKeyInfo>> KEY = List.of(new P256Leaf());
    private static final List<Check<byte[]>> POINT = List.of(new P256Point());
    private static final List<Check<byte[]>> ENCODING = List.of(new CanonicalDescription());

    private static final List<Check<KeyDescription>> DESCRIPTION = List.of(
            new UniqueTags(),
            new AttestationChallenge(),
            new KnownLevels(),
            new HardwareAttestation(),
            new HardwareKey(),
            new MinimumLevel(),
            new GeneratedOrigin(),
            new SigningPurpose(),
            new NarrowPurpose(),
            new OneApplication(),
            new BootKnown(),
            new LockedBootloader(),
            new VerifiedBoot(),
            new PatchLevel(),
            new AllowedPackage(),
            new AllowedSigner());

    private final Checklist checklist;

    /** Checks everything. */
    public AndroidVerifier() {
        this(Checklist.COMPLETE);
    }

    /** Checks what the list does not leave out: tests show what happens without. */
    AndroidVerifier(Checklist checklist) {
        this.checklist = checklist;
    }

    /** Judges evidence. */
    public Attestation verify(AndroidEvidence evidence, Circumstances circumstances) {
        try {
            return judged(evidence.chain(), circumstances);
        } catch (RefusedException e) {
            return e.refused();
        }
    }

    private Attestation judged(List<byte[]> encoded, Circumstances circumstances) throws RefusedException {
        // 1.
        checklist.require(BOUNDS, encoded, circumstances);
        // 2.
        CertificateChain chain = CertificateChain.parse(encoded);
        // 3. and 4.
        checklist.require(CHAIN, chain, circumstances);
        // 5.
        Certificate leaf = chain.leaf();
        byte[] publicKey = leaf.key().getPublicKeyData().getBytes();
        checklist.require(KEY, leaf.key(), circumstances);
        checklist.require(POINT, publicKey, circumstances);
        // 6.
        byte[] description = leaf.extension(AndroidExtensions.KEY_DESCRIPTION)
                .orElseThrow(() -> new RefusedException(RefusalReason.NO_ATTESTATION, CertificateChain.name(0)));
        checklist.require(ENCODING, description, circumstances);
        // 7.
        KeyDescription key = KeyDescription.parse(description);
        // 8.
        checklist.require(DESCRIPTION, key, circumstances);
        return new Verified(publicKey, circumstances.platform(), MinimumLevel.levelOf(key));
    }
}
