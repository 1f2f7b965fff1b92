package dev.tutti.attestation.tpm;

import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.CFBModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** A TPM and its maker: good, until told otherwise. */
public final class TestTpm {
    public static final long NOW = 1_800_000_000_000L;
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
    KeyPair endorsement = ENDORSEMENT;
    KeyPair attesting = ATTESTING;
    KeyPair signing = SIGNING;
    KeyPair signer = ATTESTING;
    byte[] certified = new byte[0];
    String purpose = "2.23.133.8.1";
    String maker = "CN=maker";

    /** Another TPM of the same maker. */
    public static TestTpm another() {
        TestTpm tpm = new TestTpm();
        tpm.endorsement = Keys.rsa(2048);
        return tpm.anotherAttestationKey().anotherSigningKey();
    }

    /** With a new attestation key. */
    public TestTpm anotherAttestationKey() {
        attesting = Keys.p256();
        signer = attesting;
        return this;
    }

    /** With a new signing key. */
    public TestTpm anotherSigningKey() {
        signing = Keys.p256();
        return this;
    }

    /** Asked with that challenge. */
    public TestTpm challenge(byte[] bytes) {
        challenge = bytes.clone();
        return this;
    }

    /** A policy that trusts the maker. */
    public static AttestationPolicy.Builder policy(AttestationPolicy.Builder builder) {
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

    /** The maker's word for the TPM. */
    public List<byte[]> endorsementChain() {
        byte[] certificate = new TestCertificate()
                .subject("CN=a TPM")
                .issuer(maker)
                .key(endorsement)
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

    /** The TPM's word for its signing key. */
    public TpmEvidence evidence() {
        byte[] signingArea = publicArea(signing, signingAttributes);
        byte[] name = certified.length > 0 ? certified : TpmKey.nameOf(signingArea);
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
        return new TpmEvidence(endorsementChain(), attestationKey(), signingArea, attest, signature(signer, attest));
    }

    /** TPMT_PUBLIC of the attestation key. */
    public byte[] attestationKey() {
        return publicArea(attesting, attestingAttributes);
    }

    /** The uncompressed point of the signing key. */
    public byte[] signingKey() {
        return Keys.point(signing);
    }

    /** TPM2_ActivateCredential (part 1, 24): the secret, or nothing where the TPM finds that the challenge is not for it. */
    public byte[] open(TpmCredentialChallenge challenge) {
        byte[] name = TpmKey.nameOf(attestationKey());
        byte[] encrypted = unsized(challenge.encryptedSecret());
        byte[] id = unsized(challenge.idObject());
        byte[] code = unsized(id);
        byte[] identity = Arrays.copyOfRange(id, Short.BYTES + code.length, id.length);
        try {
            OAEPEncoding oaep = new OAEPEncoding(
                    new RSABlindedEngine(),
                    new SHA256Digest(),
                    new SHA256Digest(),
                    KeyDerivation.zeroEnded("IDENTITY"));
            oaep.init(
                    false, PrivateKeyFactory.createKey(endorsement.getPrivate().getEncoded()));
            byte[] seed = oaep.processBlock(encrypted, 0, encrypted.length);
            HMac mac = new HMac(new SHA256Digest());
            mac.init(new KeyParameter(KeyDerivation.a(SHA256Digest::new, seed, "INTEGRITY", new byte[0], 256)));
            mac.update(identity, 0, identity.length);
            mac.update(name, 0, name.length);
            byte[] expected = new byte[mac.getMacSize()];
            mac.doFinal(expected, 0);
            if (!Arrays.equals(code, expected)) {
                return new byte[0];
            }
            CFBModeCipher cipher = CFBBlockCipher.newInstance(AESEngine.newInstance(), 128);
            cipher.init(
                    false,
                    new ParametersWithIV(
                            new KeyParameter(KeyDerivation.a(SHA256Digest::new, seed, "STORAGE", name, 128)),
                            new byte[16]));
            byte[] plain = new byte[identity.length];
            cipher.processBytes(identity, 0, identity.length, plain, 0);
            return unsized(plain);
        } catch (InvalidCipherTextException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] unsized(byte[] bytes) {
        int length = ByteBuffer.wrap(bytes).getShort();
        return Arrays.copyOfRange(bytes, Short.BYTES, Short.BYTES + length);
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
