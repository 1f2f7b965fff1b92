package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * A key credential with its issuer's signature. Holding one proves nothing until it was checked.
 *
 * @param credential what the issuer says
 * @param issuerSignature Ed25519 over {@link KeyCredential#encode()}, 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SignedCredential(KeyCredential credential, byte[] issuerSignature) {
    /** Length of an Ed25519 signature. */
    public static final int SIGNATURE_BYTES = 64;

    private static final String LABEL = "tutti/signed-credential/v1";

    public SignedCredential {
        issuerSignature = Expect.copyOfLength("issuerSignature", issuerSignature, SIGNATURE_BYTES);
    }

    /** A copy of the signature. */
    @Override
    public byte[] issuerSignature() {
        return issuerSignature.clone();
    }

    /** The canonical bytes of credential and signature together. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedCredential decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, SignedCredential::read);
    }

    /** SHA-256 of the canonical bytes, signature included. Statements carry {@link KeyCredential#digest()} instead. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        credential.write(out);
        out.fixed(issuerSignature);
    }

    static SignedCredential read(CanonicalReader in) {
        return new SignedCredential(KeyCredential.read(in), in.fixed(SIGNATURE_BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCredential that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "Signed" + credential;
    }
}
