package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;

/**
 * An update header as the device sent it. Holding one proves nothing until {@code update.UpdateCheck} accepted it.
 *
 * @param statement what the device says
 * @param signature enclave signature over {@link UpdateStatement#encode()}, by the statement's scheme
 * @param credential credential of the signing key
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SignedUpdate(UpdateStatement statement, byte[] signature, SignedCredential credential) {
    private static final String LABEL = "tutti/signed-update/v1";

    public SignedUpdate {
        signature = Expect.copyOfLength("signature", signature, 1, SignedCheckIn.MAX_SIGNATURE_BYTES);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The canonical bytes of statement, signature and credential together. */
    public byte[] encode() {
        CanonicalWriter out =
                new CanonicalWriter(LABEL).bytes(statement.encode()).bytes(signature);
        credential.write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static SignedUpdate decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new SignedUpdate(
                        UpdateStatement.decode(in.bytes(Integer.MAX_VALUE)),
                        in.bytes(SignedCheckIn.MAX_SIGNATURE_BYTES),
                        SignedCredential.read(in)));
    }

    /** SHA-256 of the canonical bytes. A cohort is made of {@link UpdateStatement#digest()}, not of this. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedUpdate that && Arrays.equals(encode(), that.encode());
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
