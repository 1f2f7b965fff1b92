package dev.tutti.device.enclave.tpm;

import java.util.HexFormat;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_NULL_KDF_SCHEME;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMS_SIG_SCHEME_ECDSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPMU_PUBLIC_ID;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;

/**
 * What the keys are asked to be (TPM 2.0 Library, part 2, 12.2). Nobody guesses an empty password, so failed tries must
 * not lock the keys that have one: noDA.
 */
final class TpmKeyTemplates {
    private static final int FIXED =
            bits(TPMA_OBJECT.fixedTPM, TPMA_OBJECT.fixedParent, TPMA_OBJECT.sensitiveDataOrigin);

    /** Made in this TPM, leaves it never, signs anything. */
    static final int SIGNING = FIXED | bits(TPMA_OBJECT.userWithAuth, TPMA_OBJECT.noDA, TPMA_OBJECT.sign);

    /** The same, but signs only what the TPM itself says: that is what makes its word an attestation. */
    static final int ATTESTING = SIGNING | bits(TPMA_OBJECT.restricted);

    private static final int STORING =
            FIXED | bits(TPMA_OBJECT.userWithAuth, TPMA_OBJECT.noDA, TPMA_OBJECT.restricted, TPMA_OBJECT.decrypt);

    private static final int ENDORSING =
            FIXED | bits(TPMA_OBJECT.adminWithPolicy, TPMA_OBJECT.restricted, TPMA_OBJECT.decrypt);

    /** PolicySecret of the endorsement hierarchy: TCG EK Credential Profile 2.3, B.6.2, policy A for SHA-256. */
    private static final byte[] ENDORSEMENT_POLICY =
            HexFormat.of().parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");

    private static final int RSA_BITS = 2048;
    private static final int P256_BYTES = 32;

    private TpmKeyTemplates() {}

    /** Under which the other two lie: the same each time, as it follows from the owner's seed. */
    static TPMT_PUBLIC storage() {
        return ecc(STORING, new byte[0], aes128(), false, new TPMS_ECC_POINT());
    }

    /** The key that signs statements. */
    static TPMT_PUBLIC signing() {
        return ecc(SIGNING, new byte[0], TPMT_SYM_DEF_OBJECT.nullObject(), true, new TPMS_ECC_POINT());
    }

    /** The key that certifies the other one. */
    static TPMT_PUBLIC attesting() {
        return ecc(ATTESTING, new byte[0], TPMT_SYM_DEF_OBJECT.nullObject(), true, new TPMS_ECC_POINT());
    }

    /** TCG EK Credential Profile 2.3, B.3.3, template L-1. */
    static TPMT_PUBLIC endorsementRsa() {
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(ENDORSING),
                ENDORSEMENT_POLICY.clone(),
                new TPMS_RSA_PARMS(aes128(), new TPMS_NULL_ASYM_SCHEME(), RSA_BITS, 0),
                new TPM2B_PUBLIC_KEY_RSA(new byte[RSA_BITS / 8]));
    }

    /** TCG EK Credential Profile 2.3, B.3.4, template L-2. */
    static TPMT_PUBLIC endorsementEcc() {
        return ecc(
                ENDORSING,
                ENDORSEMENT_POLICY.clone(),
                aes128(),
                false,
                new TPMS_ECC_POINT(new byte[P256_BYTES], new byte[P256_BYTES]));
    }

    private static TPMT_PUBLIC ecc(
            int attributes, byte[] policy, TPMT_SYM_DEF_OBJECT symmetric, boolean signs, TPMU_PUBLIC_ID unique) {
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(attributes),
                policy,
                new TPMS_ECC_PARMS(
                        symmetric,
                        signs ? new TPMS_SIG_SCHEME_ECDSA(TPM_ALG_ID.SHA256) : new TPMS_NULL_ASYM_SCHEME(),
                        TPM_ECC_CURVE.NIST_P256,
                        new TPMS_NULL_KDF_SCHEME()),
                unique);
    }

    private static TPMT_SYM_DEF_OBJECT aes128() {
        return new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB);
    }

    private static int bits(TPMA_OBJECT... attributes) {
        return new TPMA_OBJECT(attributes).toInt();
    }
}
