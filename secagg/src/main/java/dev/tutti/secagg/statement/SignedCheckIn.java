package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * A check-in as the device sent it. Holding one proves nothing until it was checked.
 *
 * @param statement what the device says
 * @param signature enclave signature over {@link CheckInStatement#encode()}: ECDSA P-256, SHA-256, DER
 * @param credential credential of the signing key
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SignedCheckIn(CheckInStatement statement, byte[] signature, SignedCredential credential) {
    /** Longest signature of any scheme. */
    public static final int MAX_SIGNATURE_BYTES = 4096;

    private static final String LABEL = "tutti/signed-check-in/v1";

    public SignedCheckIn {
        signature = Expect.copyOfLength("signature", signature, 1, MAX_SIGNATURE_BYTES);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The canonical bytes of statement, signature and credential together. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedCheckIn decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, SignedCheckIn::read);
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        statement.write(out);
        out.bytes(signature);
        credential.write(out);
    }

    static SignedCheckIn read(CanonicalReader in) {
        return new SignedCheckIn(CheckInStatement.read(in), in.bytes(MAX_SIGNATURE_BYTES), SignedCredential.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCheckIn that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "Signed" + statement;
    }
}
