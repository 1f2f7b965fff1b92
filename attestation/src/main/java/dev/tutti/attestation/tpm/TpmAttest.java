package dev.tutti.attestation.tpm;

import dev.tutti.attestation.check.RefusedException;

/**
 * TPMS_ATTEST (part 2, 10.12.12), read as a certification; magic and type are for checks, and a structure of another
 * type that can be read so is refused by them.
 *
 * @param magic marks what only a TPM says
 * @param type what it says
 * @param extraData what it was said for
 * @param name of the key that it says it has
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record TpmAttest(int magic, int type, byte[] extraData, byte[] name) {
    /** TPM_GENERATED_VALUE: a restricted key signs nothing from outside that begins so. */
    static final int GENERATED = 0xff544347;

    /** TPM_ST_ATTEST_CERTIFY. */
    static final int CERTIFY = 0x8017;

    /** Clock, resets, restarts, safe. */
    private static final int CLOCK_BYTES = 17;

    private static final int FIRMWARE_BYTES = 8;

    /** Reads one. */
    static TpmAttest parse(byte[] bytes) throws RefusedException {
        return TpmReader.read(bytes, "attest", in -> {
            int magic = in.int32();
            int type = in.int16();
            in.sized();
            byte[] extraData = in.sized();
            in.skip(CLOCK_BYTES + FIRMWARE_BYTES);
            byte[] name = in.sized();
            in.sized();
            return new TpmAttest(magic, type, extraData, name);
        });
    }
}
