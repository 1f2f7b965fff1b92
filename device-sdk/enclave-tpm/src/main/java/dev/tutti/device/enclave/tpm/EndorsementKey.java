package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.device.enclave.tpm.TpmCommands.Loaded;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/**
 * The key a TPM was born with, and its maker's certificate, where the TCG EK Credential Profile 2.3 puts them: RSA-2048
 * if there is a certificate for one, else P-256. (Some TPMs have others besides, such as P-384 at 0x1c00016.)
 */
final class EndorsementKey {
    private enum Kind {
        RSA_2048(0x01c00002, 0x81010001, TpmKeyTemplates::endorsementRsa),
        P256(0x01c0000a, 0x81010002, TpmKeyTemplates::endorsementEcc);

        private final int certificateIndex;
        private final int persistentHandle;
        private final Supplier<TPMT_PUBLIC> template;

        Kind(int certificateIndex, int persistentHandle, Supplier<TPMT_PUBLIC> template) {
            this.certificateIndex = certificateIndex;
            this.persistentHandle = persistentHandle;
            this.template = template;
        }
    }

    private final Kind kind;
    private final byte[] certificate;

    private EndorsementKey(Kind kind, byte[] certificate) {
        this.kind = kind;
        this.certificate = certificate;
    }

    /**
     * The key that has a certificate.
     *
     * @throws EnclaveException NO_EVIDENCE if none has
     */
    static EndorsementKey find(TpmCommands tpm) {
        for (Kind kind : Kind.values()) {
            Optional<byte[]> stored = tpm.readMemory(kind.certificateIndex);
            if (stored.isPresent()) {
                return new EndorsementKey(kind, trimmed(stored.get()));
            }
        }
        throw new EnclaveException(
                EnclaveFault.NO_EVIDENCE, "expected a certificate of an RSA-2048 or P-256 endorsement key in the TPM");
    }

    /** Makers fill the rest of the memory with something. */
    private static byte[] trimmed(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (stored.length < 4 || in.getShort() != 0x3082) {
            throw new EnclaveException(EnclaveFault.NO_EVIDENCE, "expected a certificate, found other bytes");
        }
        int length = 4 + (in.getShort() & 0xffff);
        if (length > stored.length) {
            throw new EnclaveException(EnclaveFault.NO_EVIDENCE, "expected a certificate, found a part of one");
        }
        return Arrays.copyOf(stored, length);
    }

    /** X.509, DER. */
    byte[] certificate() {
        return certificate.clone();
    }

    /**
     * Uses the key: the one the TPM keeps, or made anew from the seed it was born with.
     *
     * @throws EnclaveException NO_EVIDENCE if neither is the one in the certificate
     */
    <T> T use(TpmCommands tpm, Function<TPM_HANDLE, T> action) {
        SubjectPublicKeyInfo certified = certifiedKey();
        TPM_HANDLE persistent = new TPM_HANDLE(kind.persistentHandle);
        if (tpm.readPublic(persistent).filter(key -> isKey(key, certified)).isPresent()) {
            return action.apply(persistent);
        }
        try (Loaded made = tpm.createPrimary(TPM_RH.ENDORSEMENT, kind.template.get())) {
            if (tpm.readPublic(made.handle())
                    .filter(key -> isKey(key, certified))
                    .isEmpty()) {
                throw new EnclaveException(
                        EnclaveFault.NO_EVIDENCE, "expected the endorsement key that its certificate names");
            }
            return action.apply(made.handle());
        }
    }

    private SubjectPublicKeyInfo certifiedKey() {
        try {
            return Certificate.getInstance(certificate).getSubjectPublicKeyInfo();
        } catch (IllegalArgumentException e) {
            throw new EnclaveException(EnclaveFault.NO_EVIDENCE, "expected a certificate, found other bytes", e);
        }
    }

    private static boolean isKey(TPMT_PUBLIC key, SubjectPublicKeyInfo certified) {
        try {
            if (key.unique instanceof TPM2B_PUBLIC_KEY_RSA rsa) {
                BigInteger modulus =
                        RSAPublicKey.getInstance(certified.parsePublicKey()).getModulus();
                return modulus.equals(new BigInteger(1, rsa.buffer));
            }
            return key.unique instanceof TPMS_ECC_POINT point
                    && P256PublicKey.ofSubjectPublicKeyInfo(certified.getEncoded())
                            .equals(P256PublicKey.ofCoordinates(point.x, point.y));
        } catch (IOException | IllegalArgumentException | EnclaveException e) {
            return false;
        }
    }
}
