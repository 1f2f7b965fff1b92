package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.Arrays;

/**
 * A list with the enrolment service's signature. Holding one proves nothing until it was checked.
 *
 * @param signature Ed25519, 64 bytes
 */
public record SignedRevocationList(RevocationList list, byte[] signature) {
    private static final String LABEL = "tutti/signed-revocation-list/v1";
    private static final String SIGNED_AS = "tutti/revocations/v1";
    private static final int SIGNATURE_BYTES = 64;

    public SignedRevocationList {
        signature = Expect.copyOfLength("signature", signature, SIGNATURE_BYTES);
    }

    /** Signs a list. */
    public static SignedRevocationList sign(OperatorKey enrolmentKey, RevocationList list) {
        return new SignedRevocationList(list, enrolmentKey.sign(SIGNED_AS, list.encode()));
    }

    /** Whether the enrolment service signed it. */
    public boolean isSignedBy(OperatorVerifier enrolmentKey) {
        return enrolmentKey.verify(SIGNED_AS, list.encode(), signature);
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The canonical bytes of list and signature together. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        list.write(out);
        return out.fixed(signature).toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static SignedRevocationList decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes, LABEL, in -> new SignedRevocationList(RevocationList.read(in), in.fixed(SIGNATURE_BYTES)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedRevocationList that
                && list.equals(that.list)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return "SignedRevocationList[version " + list.version() + "]";
    }
}
