package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.device.enclave.tpm.TpmCommands.Loaded;
import dev.tutti.secagg.codec.Digest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tss.tpm.CertifyResponse;
import tss.tpm.TPM2B_ID_OBJECT;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_ID_OBJECT;
import tss.tpm.TPMS_SIGNATURE_ECDSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SIGNATURE;
import tss.tpm.TPM_RH;

/**
 * A TPM with the signing key loaded. Of its three places that takes one; the storage key is there only to load others,
 * the attestation and the endorsement key only to enrol. For one thread at a time.
 */
final class TpmSession implements AutoCloseable, TpmEnrolment {
    private final TpmCommands tpm;
    private final TpmKeyFolder.Keys keys;
    private final Loaded signing;
    private final P256PublicKey publicKey;

    private TpmSession(TpmCommands tpm, TpmKeyFolder.Keys keys, Loaded signing) {
        this.tpm = tpm;
        this.keys = keys;
        this.signing = signing;
        this.publicKey = keyOf(keys.signing());
    }

    /**
     * Connects and loads the signing key.
     *
     * @param create whether to make both keys if the folder has none
     * @throws EnclaveException NOT_INSTALLED, NO_KEY, KEY_REFUSED or UNAVAILABLE
     */
    static TpmSession open(TpmAddress address, TpmKeyFolder folder, boolean create, TpmKeyCheck check) {
        TpmCommands tpm = TpmCommands.connect(address);
        try {
            TpmKeyFolder.Keys keys = folder.read().orElseGet(() -> {
                if (!create) {
                    throw new EnclaveException(EnclaveFault.NO_KEY, "expected keys in the folder, found none");
                }
                TpmKeyFolder.Keys made = create(tpm);
                folder.write(made);
                return made;
            });
            check.check(publicArea(keys.signing()), TpmKeyTemplates.signing());
            check.check(publicArea(keys.attesting()), TpmKeyTemplates.attesting());
            return new TpmSession(tpm, keys, load(tpm, keys.signing()));
        } catch (RuntimeException e) {
            tpm.close();
            throw e;
        }
    }

    private static TpmKeyFolder.Keys create(TpmCommands tpm) {
        try (Loaded storage = tpm.createPrimary(TPM_RH.OWNER, TpmKeyTemplates.storage())) {
            return new TpmKeyFolder.Keys(
                    tpm.create(storage, TpmKeyTemplates.signing()), tpm.create(storage, TpmKeyTemplates.attesting()));
        }
    }

    private static Loaded load(TpmCommands tpm, TpmKeyBlob blob) {
        try (Loaded storage = tpm.createPrimary(TPM_RH.OWNER, TpmKeyTemplates.storage())) {
            return tpm.load(storage, blob);
        }
    }

    private static TPMT_PUBLIC publicArea(TpmKeyBlob blob) {
        try {
            return blob.parsedPublicArea();
        } catch (IllegalArgumentException e) {
            throw new EnclaveException(EnclaveFault.KEY_REFUSED, "expected the public area of a key", e);
        }
    }

    private static P256PublicKey keyOf(TpmKeyBlob blob) {
        if (publicArea(blob).unique instanceof TPMS_ECC_POINT point) {
            return P256PublicKey.ofCoordinates(point.x, point.y);
        }
        throw new EnclaveException(EnclaveFault.KEY_REFUSED, "expected a P-256 key, found one without a point");
    }

    P256PublicKey publicKey() {
        return publicKey;
    }

    /** Signs within the TPM: ECDSA with SHA-256, strict DER. */
    byte[] sign(byte[] message) {
        TPMS_SIGNATURE_ECDSA signature = tpm.sign(signing, Digest.sha256(message));
        return publicKey.signature(message, signature.signatureR, signature.signatureS);
    }

    @Override
    public TpmIdentity identity() {
        return new TpmIdentity(
                EndorsementKey.find(tpm).certificate(), keys.attesting().publicArea());
    }

    @Override
    public ActivationProof answer(ActivationChallenge challenge) {
        TPMS_ID_OBJECT object = idObject(challenge.idObject());
        byte[] encryptedSecret = encryptedSecret(challenge.encryptedSecret());
        try (Loaded attesting = load(tpm, keys.attesting())) {
            byte[] secret = EndorsementKey.find(tpm)
                    .use(tpm, endorsement -> tpm.activateCredential(attesting, endorsement, object, encryptedSecret));
            CertifyResponse certified = tpm.certify(signing, attesting, challenge.nonce());
            byte[] attest = certified.certifyInfo.toTpm();
            verify(attest, certified);
            return new ActivationProof(
                    secret, keys.signing().publicArea(), attest, new TPMT_SIGNATURE(certified.signature).toTpm());
        }
    }

    /** The library takes what was signed apart and we put it together again: it must be the same bytes. */
    private void verify(byte[] attest, CertifyResponse certified) {
        if (!(certified.signature instanceof TPMS_SIGNATURE_ECDSA signature)) {
            throw new EnclaveException(EnclaveFault.FAULTY, "expected an ECDSA signature of the attestation key");
        }
        keyOf(keys.attesting()).requireSignature(attest, signature.signatureR, signature.signatureS);
    }

    private static TPMS_ID_OBJECT idObject(byte[] bytes) {
        requireSized("TPM2B_ID_OBJECT", bytes);
        TPM2B_ID_OBJECT parsed;
        try {
            parsed = TPM2B_ID_OBJECT.fromTpm(bytes);
        } catch (RuntimeException e) {
            // The library says with many exceptions that bytes are none.
            throw malformed("TPM2B_ID_OBJECT", e);
        }
        if (!Arrays.equals(parsed.toTpm(), bytes)) {
            throw malformed("TPM2B_ID_OBJECT", null);
        }
        return parsed.credential;
    }

    private static byte[] encryptedSecret(byte[] bytes) {
        requireSized("TPM2B_ENCRYPTED_SECRET", bytes);
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }

    /** A TPM2B: two bytes of length, then as many bytes. */
    private static void requireSized(String what, byte[] bytes) {
        if (bytes.length < 3 || (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) != bytes.length - 2) {
            throw malformed(what, null);
        }
    }

    private static EnclaveException malformed(String what, @Nullable Exception cause) {
        String message = "expected a challenge with a " + what + ", found other bytes";
        return cause == null
                ? new EnclaveException(EnclaveFault.NO_EVIDENCE, message)
                : new EnclaveException(EnclaveFault.NO_EVIDENCE, message, cause);
    }

    @Override
    public void close() {
        signing.close();
        tpm.close();
    }
}
