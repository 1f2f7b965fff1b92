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
        CanonicalWriter out = new CanonicalWriter(label(statement.sealing()));
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedCheckIn decode(byte[] bytes) {
        ShareSealing sealing = CanonicalReader.isLabelled(bytes, label(ShareSealing.HPKE_X_WING))
                ? ShareSealing.HPKE_X_WING
                : ShareSealing.HPKE_X25519;
        return CanonicalReader.decode(bytes, label(sealing), in -> read(in, sealing));
    }

    private static String label(ShareSealing sealing) {
        return switch (sealing) {
            case HPKE_X25519 -> "tutti/signed-check-in/v1";
            case HPKE_X_WING -> "tutti/signed-check-in/x-wing/v1";
        };
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

    static SignedCheckIn read(CanonicalReader in, ShareSealing sealing) {
        return new SignedCheckIn(
                CheckInStatement.read(in, sealing), in.bytes(MAX_SIGNATURE_BYTES), SignedCredential.read(in));
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
