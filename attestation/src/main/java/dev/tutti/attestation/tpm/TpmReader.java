package dev.tutti.attestation.tpm;

import dev.tutti.attestation.EvidenceBounds;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads TPM structures: big-endian numbers, and bytes behind their length in two bytes (part 2, 10.4). */
final class TpmReader {
    private final ByteBuffer in;

    private TpmReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /** Reads a structure. */
    @FunctionalInterface
    interface Body<T> {
        /** The structure. */
        T read(TpmReader in) throws RefusedException;
    }

    /** Reads the bytes, all of them; MALFORMED_TPM_STRUCTURE if they are anything else. */
    static <T> T read(byte[] bytes, String where, Body<T> body) throws RefusedException {
        RefusedException malformed = new RefusedException(RefusalReason.MALFORMED_TPM_STRUCTURE, where);
        if (bytes.length > EvidenceBounds.TPM_STRUCTURE_BYTES) {
            throw malformed;
        }
        try {
            TpmReader reader = new TpmReader(bytes);
            T value = body.read(reader);
            if (reader.in.hasRemaining()) {
                throw malformed;
            }
            return value;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw malformed;
        }
    }

    /** Two bytes, unsigned. */
    int int16() {
        return Short.toUnsignedInt(in.getShort());
    }

    /** Four bytes. */
    int int32() {
        return in.getInt();
    }

    /** Bytes behind their length. */
    byte[] sized() {
        int length = int16();
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Passes over bytes. */
    void skip(int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
    }

    /** A coordinate or half of a signature: at most 32 bytes, filled up with zeros in front. */
    byte[] coordinate() {
        byte[] bytes = sized();
        if (bytes.length == 0 || bytes.length > 32) {
            throw new IllegalArgumentException("expected 32 bytes at most");
        }
        byte[] filled = new byte[32];
        System.arraycopy(bytes, 0, filled, 32 - bytes.length, bytes.length);
        return filled;
    }
}
