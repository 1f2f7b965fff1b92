package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.der.DerScan;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;

/**
 * Reads version 3 certificates (RFC 5280, 4.1) field by field. A library's own certificate type refuses or merges
 * repeated extensions, and that is for a check to see.
 */
final class CertificateParser {
    private static final int VERSION_3 = 2;
    private static final int VERSION_TAG = 0;
    private static final int EXTENSIONS_TAG = 3;

    private CertificateParser() {}

    /** The certificate, or a refusal naming {@code where}. */
    static Certificate parse(byte[] der, String where) throws RefusedException {
        if (!DerScan.isBounded(der)) {
            throw new RefusedException(RefusalReason.MALFORMED_CERTIFICATE, where);
        }
        try {
            return parse(der);
        } catch (IOException | RuntimeException e) {
            // The library answers malformed structures with whatever exception they lead to.
            throw new RefusedException(RefusalReason.MALFORMED_CERTIFICATE, where);
        }
    }

    private static Certificate parse(byte[] der) throws IOException {
        ASN1Sequence outer = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
        expect(outer.size() == 3);
        ASN1Sequence tbs = ASN1Sequence.getInstance(outer.getObjectAt(0));
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.getInstance(outer.getObjectAt(1));
        ASN1BitString signature = ASN1BitString.getInstance(outer.getObjectAt(2));
        expect(signature.getPadBits() == 0);
        expect(version(tbs) == VERSION_3);
        expect(AlgorithmIdentifier.getInstance(tbs.getObjectAt(2)).equals(algorithm));
        ASN1Sequence validity = ASN1Sequence.getInstance(tbs.getObjectAt(4));
        expect(validity.size() == 2);
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(tbs.getObjectAt(6));
        return new Certificate(
                DerScan.firstElement(der),
                serial(tbs.getObjectAt(1)),
                encoded(tbs.getObjectAt(3)),
                millis(validity.getObjectAt(0)),
                millis(validity.getObjectAt(1)),
                encoded(tbs.getObjectAt(5)),
                key,
                encoded(tbs.getObjectAt(6)),
                extensions(tbs),
                algorithm.getAlgorithm(),
                signature.getBytes());
    }

    private static int version(ASN1Sequence tbs) {
        ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(tbs.getObjectAt(0));
        expect(tagged.getTagNo() == VERSION_TAG);
        return ASN1Integer.getInstance(tagged, true).intValueExact();
    }

    private static BigInteger serial(ASN1Encodable value) {
        return ASN1Integer.getInstance(value).getValue();
    }

    private static byte[] encoded(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded();
    }

    private static long millis(ASN1Encodable time) {
        return Time.getInstance(time).getDate().getTime();
    }

    private static List<Certificate.Extension> extensions(ASN1Sequence tbs) {
        List<Certificate.Extension> extensions = new ArrayList<>();
        for (int i = 7; i < tbs.size(); i++) {
            ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(tbs.getObjectAt(i));
            if (tagged.getTagNo() != EXTENSIONS_TAG) {
                continue;
            }
            expect(i == tbs.size() - 1);
            for (ASN1Encodable each : ASN1Sequence.getInstance(tagged, true)) {
                ASN1Sequence extension = ASN1Sequence.getInstance(each);
                boolean hasCritical = extension.size() == 3;
                expect(hasCritical || extension.size() == 2);
                extensions.add(new Certificate.Extension(
                        ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0)),
                        hasCritical
                                && ASN1Boolean.getInstance(extension.getObjectAt(1))
                                        .isTrue(),
                        ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1))
                                .getOctets()));
            }
        }
        return extensions;
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("expected an X.509 certificate of version 3");
        }
    }
}
