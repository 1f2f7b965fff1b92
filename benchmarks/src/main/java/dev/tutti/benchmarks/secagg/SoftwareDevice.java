package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.StatementSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Signs with a key in memory, where a real device asks its enclave: the arithmetic is the same, the enclave is slower. */
final class SoftwareDevice implements StatementSigner {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private final BigInteger secret;
    private final byte[] publicKey;

    SoftwareDevice(SecureRandom random) {
        secret = new BigInteger(250, random).add(BigInteger.ONE);
        publicKey = CURVE.getG().multiply(secret).normalize().getEncoded(false);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
        BigInteger[] rs = signer.generateSignature(Digest.sha256(message).bytes());
        try {
            return StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), rs[0], rs[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
