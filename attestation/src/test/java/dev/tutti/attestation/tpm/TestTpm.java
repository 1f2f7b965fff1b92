package dev.tutti.attestation.tpm;

import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A TPM and its maker: good, until told otherwise. */
final class TestTpm {
    static final long NOW = 1_800_000_000_000L;
    static final KeyPair ROOT = Keys.p256();
    static final KeyPair ENDORSEMENT = Keys.rsa(2048);
    static final KeyPair ATTESTING = Keys.p256();
    static final KeyPair SIGNING = Keys.p256();

    /** As TPM keys are made: userWithAuth and noDA, too. */
    static final int SIGNING_ATTRIBUTES = 0x00040472;

    static final int ATTESTING_ATTRIBUTES = 0x00050472;

    byte[] challenge = new byte[32];
    int attestingAttributes = ATTESTING_ATTRIBUTES;
    int signingAttributes = SIGNING_ATTRIBUTES;
    int magic = TpmAttest.GENERATED;
    int type = TpmAttest.CERTIFY;
    KeyPair signer = ATTESTING;
    byte[] certified = new byte[0];
    String purpose = "2.23.133.8.1";
    String maker = "CN=maker";

    static AttestationPolicy.Builder policy(AttestationPolicy.Builder builder) {
        return builder.allow(Platform.TPM2)
                .trustRoot(Platform.TPM2, Digest.sha256(ROOT.getPublic().getEncoded()));
    }

    static byte[] publicArea(KeyPair key, int attributes) {
        byte[] point = Keys.point(key);
        return ByteBuffer.allocate(88)
                .putShort((short) 0x23)
                .putShort((short) 0x0b)
                .putInt(attributes)
                .putShort((short) 0)
                .putShort((short) 0x10)
                .putShort((short) 0x18)
                .putShort((short) 0x0b)
                .putShort((short) 3)
                .putShort((short) 0x10)
                .putShort((short) 32)
                .put(point, 1, 32)
                .putShort((short) 32)
                .put(point, 33, 32)
                .array();
    }

    List<byte[]> endorsementChain() {
        byte[] certificate = new TestCertificate()
                .subject("CN=a TPM")
                .issuer(maker)
                .key(ENDORSEMENT)
                .extension(
                        Extension.extendedKeyUsage,
                        false,
                        TestCertificate.der(
                                new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose)))))
                .signedBy(ROOT);
        byte[] root = new TestCertificate()
                .subject(maker)
                .issuer(maker)
                .key(ROOT)
                .authority()
                .signedBy(ROOT);
        return List.of(certificate, root);
    }

    TpmEvidence evidence() {
        byte[] signing = publicArea(SIGNING, signingAttributes);
        byte[] name = certified.length > 0 ? certified : TpmKey.nameOf(signing);
        byte[] attest = ByteBuffer.allocate(4 + 2 + 2 + 2 + challenge.length + 25 + 2 + name.length + 2)
                .putInt(magic)
                .putShort((short) type)
                .putShort((short) 0)
                .putShort((short) challenge.length)
                .put(challenge)
                .put(new byte[25])
                .putShort((short) name.length)
                .put(name)
                .putShort((short) 0)
                .array();
        return new TpmEvidence(
                endorsementChain(),
                publicArea(ATTESTING, attestingAttributes),
                signing,
                attest,
                signature(signer, attest));
    }

    private static byte[] signature(KeyPair key, byte[] message) {
        ASN1Sequence rs = ASN1Sequence.getInstance(Keys.sign("SHA256withECDSA", key, message));
        ByteBuffer out = ByteBuffer.allocate(72).putInt(0x0018000b);
        for (int i = 0; i < 2; i++) {
            byte[] bytes = org.bouncycastle.util.BigIntegers.asUnsignedByteArray(
                    32, ASN1Integer.getInstance(rs.getObjectAt(i)).getValue());
            out.putShort((short) bytes.length).put(bytes);
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
