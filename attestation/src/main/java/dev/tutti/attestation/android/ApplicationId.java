package dev.tutti.attestation.android;

import dev.tutti.attestation.der.DerScan;
import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;

/**
 * {@code AttestationApplicationId}: the app that made the key, as the operating system says; to be believed only together
 * with a verified boot.
 *
 * @param packages several where apps share a user id
 * @param signers SHA-256 of their signers' certificates
 */
record ApplicationId(List<String> packages, Set<Digest> signers) {
    ApplicationId {
        packages = List.copyOf(packages);
        signers = Set.copyOf(signers);
    }

    /** Reads one out of its octet string; throws IllegalArgumentException for other structures. */
    static ApplicationId read(ASN1Encodable value) {
        try {
            byte[] der = ASN1OctetString.getInstance(value).getOctets();
            if (!DerScan.isCanonical(der)) {
                throw new IllegalArgumentException("expected canonical DER");
            }
            ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
            List<String> packages = new ArrayList<>();
            for (ASN1Encodable each : ASN1Set.getInstance(sequence.getObjectAt(0))) {
                byte[] name = ASN1OctetString.getInstance(
                                ASN1Sequence.getInstance(each).getObjectAt(0))
                        .getOctets();
                packages.add(new String(name, StandardCharsets.UTF_8));
            }
            Set<Digest> signers = new HashSet<>();
            for (ASN1Encodable each : ASN1Set.getInstance(sequence.getObjectAt(1))) {
                signers.add(Digest.of(ASN1OctetString.getInstance(each).getOctets()));
            }
            return new ApplicationId(packages, signers);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected an application id", e);
        }
    }
}
