package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.Arrays;

/**
 * A head with the enrolment service's signature. Holding one proves nothing until it was checked.
 *
 * @param head what the log was
 * @param signature Ed25519, 64 bytes
 */
public record SignedLogHead(LogHead head, byte[] signature) {
    private static final String LABEL = "tutti/signed-enrolment-head/v1";
    private static final String SIGNED_AS = "tutti/enrolment-log/v1";
    private static final int SIGNATURE_BYTES = 64;

    public SignedLogHead {
        signature = Expect.copyOfLength("signature", signature, SIGNATURE_BYTES);
    }

    /** Signs a head. */
    public static SignedLogHead sign(OperatorKey enrolmentKey, LogHead head) {
        return new SignedLogHead(head, enrolmentKey.sign(SIGNED_AS, head.encode()));
    }

    /** Whether the enrolment service signed it. */
    public boolean isSignedBy(OperatorVerifier enrolmentKey) {
        return enrolmentKey.verify(SIGNED_AS, head.encode(), signature);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The canonical bytes of head and signature together. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static SignedLogHead decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, SignedLogHead::read);
    }

    /** Writes the fields into a larger statement. */
    public void write(CanonicalWriter out) {
        head.write(out);
        out.fixed(signature);
    }

    /** Reads the fields from a larger statement. */
    public static SignedLogHead read(CanonicalReader in) {
        return new SignedLogHead(LogHead.read(in), in.fixed(SIGNATURE_BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedLogHead that
                && head.equals(that.head)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return head.hashCode();
    }

    @Override
    public String toString() {
        return "Signed" + head;
    }
}
