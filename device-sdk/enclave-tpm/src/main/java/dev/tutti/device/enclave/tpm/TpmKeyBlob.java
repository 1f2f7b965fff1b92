package dev.tutti.device.enclave.tpm;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;

/**
 * A key as it lies outside the TPM: in clear what everybody may know, the rest encrypted and authenticated by this TPM
 * for itself alone.
 *
 * @param publicArea TPMT_PUBLIC
 * @param privateArea the bytes within TPM2B_PRIVATE
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is
record TpmKeyBlob(byte[] publicArea, byte[] privateArea) {
    private static final int MAX_BYTES = 2048;

    TpmKeyBlob {
        Expect.inRange("length of publicArea", publicArea.length, 1, MAX_BYTES);
        Expect.inRange("length of privateArea", privateArea.length, 1, MAX_BYTES);
    }

    static TpmKeyBlob of(TPMT_PUBLIC publicArea, TPM2B_PRIVATE privateArea) {
        return new TpmKeyBlob(publicArea.toTpm(), privateArea.buffer);
    }

    /** The parsed public area; an {@link IllegalArgumentException} if it is none. */
    TPMT_PUBLIC parsedPublicArea() {
        TPMT_PUBLIC parsed;
        try {
            parsed = TPMT_PUBLIC.fromTpm(publicArea);
        } catch (RuntimeException e) {
            // The library says with many exceptions that bytes are none.
            throw new IllegalArgumentException("expected a TPMT_PUBLIC", e);
        }
        Expect.that(Arrays.equals(parsed.toTpm(), publicArea), "expected one TPMT_PUBLIC");
        return parsed;
    }

    TPM2B_PRIVATE parsedPrivateArea() {
        return new TPM2B_PRIVATE(privateArea);
    }

    void write(CanonicalWriter out) {
        out.bytes(publicArea).bytes(privateArea);
    }

    static TpmKeyBlob read(CanonicalReader in) {
        return new TpmKeyBlob(in.bytes(MAX_BYTES), in.bytes(MAX_BYTES));
    }

    /** Says nothing of what is in it. */
    @Override
    public String toString() {
        return "TpmKeyBlob[" + publicArea.length + " + " + privateArea.length + " bytes]";
    }
}
