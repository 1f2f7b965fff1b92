package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyCredential;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** Verification of ECDSA on P-256 with SHA-256 (FIPS 186-4), signatures in strict DER. */
public final class EcdsaP256 {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private EcdsaP256() {}

    /**
     * Whether {@code der} is the key's signature over {@code message}. False, and nothing more said, for a key that is
     * no uncompressed point of the curve and for a signature that is not its one DER encoding.
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] der) {
        // A compressed or hybrid encoding of the same point would give one key two device ids.
        if (publicKey.length != KeyCredential.PUBLIC_KEY_BYTES || publicKey[0] != 4) {
            return false;
        }
        try {
            ECDSASigner signer = new ECDSASigner();
            signer.init(false, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(publicKey), DOMAIN));
            return DerSignature.parse(der)
                    .filter(rs -> signer.verifySignature(Digest.sha256(message).bytes(), rs.r(), rs.s()))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
