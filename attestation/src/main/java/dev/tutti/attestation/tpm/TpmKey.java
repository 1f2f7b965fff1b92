package dev.tutti.attestation.tpm;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;

/**
 * A public area, TPMT_PUBLIC (part 2, 12.2.4), of a key on P-256 that signs with ECDSA and SHA-256. Nothing else is read.
 *
 * @param attributes TPMA_OBJECT (part 2, 8.3)
 * @param point uncompressed, 65 bytes; whether it is one of the curve is for a check
 * @param name the number of SHA-256, then the hash of the public area (part 1, 16): 34 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record TpmKey(int attributes, byte[] point, byte[] name) {
    static final int ALG_ECC = 0x0023;
    static final int ALG_SHA256 = 0x000b;
    static final int ALG_NULL = 0x0010;
    static final int ALG_ECDSA = 0x0018;
    private static final int CURVE_P256 = 0x0003;

    static final int FIXED_TPM = 1 << 1;
    static final int FIXED_PARENT = 1 << 4;
    static final int SENSITIVE_DATA_ORIGIN = 1 << 5;
    static final int RESTRICTED = 1 << 16;
    static final int DECRYPT = 1 << 17;
    static final int SIGN = 1 << 18;

    /** Made in this TPM and there for good. */
    static final int BORN_AND_KEPT = FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN;

    /** Reads one; NOT_P256 if it is a key of another kind. */
    static TpmKey parse(byte[] bytes, String where) throws RefusedException {
        return TpmReader.read(bytes, where, in -> {
            require(in.int16() == ALG_ECC, where);
            require(in.int16() == ALG_SHA256, where);
            int attributes = in.int32();
            in.sized();
            // A symmetric algorithm belongs to storage keys, which have no signing scheme.
            require(in.int16() == ALG_NULL, where);
            require(in.int16() == ALG_ECDSA && in.int16() == ALG_SHA256, where);
            require(in.int16() == CURVE_P256, where);
            require(in.int16() == ALG_NULL, where);
            byte[] point = ByteBuffer.allocate(65)
                    .put((byte) 4)
                    .put(in.coordinate())
                    .put(in.coordinate())
                    .array();
            return new TpmKey(attributes, point, nameOf(bytes));
        });
    }

    /** The name of a public area whose name algorithm is SHA-256. */
    static byte[] nameOf(byte[] publicArea) {
        return ByteBuffer.allocate(2 + Digest.BYTES)
                .putShort((short) ALG_SHA256)
                .put(Digest.sha256(publicArea).bytes())
                .array();
    }

    private static void require(boolean holds, String where) throws RefusedException {
        if (!holds) {
            throw new RefusedException(RefusalReason.NOT_P256, where);
        }
    }

    /** Whether all of these attributes are set. */
    boolean has(int mask) {
        return (attributes & mask) == mask;
    }

    /** Whether none of these attributes is set. */
    boolean hasNone(int mask) {
        return (attributes & mask) == 0;
    }
}
