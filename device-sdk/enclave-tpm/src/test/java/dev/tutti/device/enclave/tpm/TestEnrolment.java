package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import tss.tpm.MakeCredentialResponse;
import tss.tpm.TPM2B_ENCRYPTED_SECRET;
import tss.tpm.TPM2B_ID_OBJECT;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/**
 * Stands for an enrolment service. It seals its challenges with a TPM of its own, which is as far from the code under
 * test as can be had.
 */
final class TestEnrolment implements CredentialSource<TpmEnrolment> {
    static final String POPULATION = "fitness/test";

    static final CredentialIssuer ISSUER = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String OWN_TPM = "service";

    private final TpmBench bench;

    TestEnrolment(TpmBench bench) {
        this.bench = bench;
    }

    static CredentialSource<TpmEnrolment> refusing() {
        return (key, evidence) -> {
            throw new IOException("expected no enrolment");
        };
    }

    static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    /** A secret sealed to the endorsement key of {@code certificate}, for the key named {@code name}. */
    ActivationChallenge seal(byte[] certificate, byte[] name, byte[] secret, byte[] nonce) {
        MakeCredentialResponse sealed = bench.raw(OWN_TPM, tpm -> {
            TPM_HANDLE endorsement = tpm.LoadExternal(null, endorsementKey(certificate), TPM_HANDLE.from(TPM_RH.NULL));
            try {
                return tpm.MakeCredential(endorsement, secret, name);
            } finally {
                tpm.FlushContext(endorsement);
            }
        });
        return new ActivationChallenge(
                nonce,
                new TPM2B_ID_OBJECT(sealed.credentialBlob).toTpm(),
                new TPM2B_ENCRYPTED_SECRET(sealed.secret).toTpm());
    }

    private static TPMT_PUBLIC endorsementKey(byte[] certificate) {
        SubjectPublicKeyInfo key = Certificate.getInstance(certificate).getSubjectPublicKeyInfo();
        byte[] bits = key.getPublicKeyData().getBytes();
        if (bits[0] == 4) {
            TPMT_PUBLIC ecc = TpmKeyTemplates.endorsementEcc();
            ecc.unique = new TPMS_ECC_POINT(Arrays.copyOfRange(bits, 1, 33), Arrays.copyOfRange(bits, 33, 65));
            return ecc;
        }
        TPMT_PUBLIC rsa = TpmKeyTemplates.endorsementRsa();
        byte[] modulus = RSAPublicKey.getInstance(bits).getModulus().toByteArray();
        rsa.unique = new TPM2B_PUBLIC_KEY_RSA(Arrays.copyOfRange(modulus, modulus.length - 256, modulus.length));
        return rsa;
    }

    /** The name of a key: the algorithm's number, then the hash of its public area. */
    static byte[] name(byte[] publicArea) {
        byte[] name = new byte[2 + Digest.BYTES];
        name[1] = 0x0b;
        System.arraycopy(Digest.sha256(publicArea).bytes(), 0, name, 2, Digest.BYTES);
        return name;
    }

    @Override
    public SignedCredential credentialFor(StatementSigner key, TpmEnrolment device) {
        TpmIdentity identity = device.identity();
        byte[] secret = random(32);
        ActivationChallenge challenge =
                seal(identity.endorsementCertificate(), name(identity.attestationKey()), secret, random(32));
        ActivationProof proof = device.answer(challenge);
        assertThat(proof.secret()).isEqualTo(secret);
        long now = TpmBench.CLOCK.millis();
        return ISSUER.issue(new KeyCredential(
                DeviceId.ofPublicKey(key.publicKey()),
                POPULATION,
                key.publicKey(),
                Platform.TPM2,
                KeyLevel.TRUSTED_ENVIRONMENT,
                now,
                now + 86_400_000,
                Digest.sha256(proof.attest()),
                1));
    }
}
