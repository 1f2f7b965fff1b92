package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.SignedUpdate;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Believing one update's credential and signature, beside the two verifications of Bouncy Castle that it rests on. The
 * issuer's key is one for all devices, so it is decoded once; each device's key is new.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills fields before it measures
public class VerifyBenchmark {
    private static final int DIMENSION = 3000;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private SignedUpdate update;
    private CredentialTrust trust;
    private final byte[] hash = Digest.sha256(new byte[] {1}).bytes();
    private byte[] devicePoint;
    private BigInteger[] ecdsa;
    private Ed25519.PublicPoint issuer;
    private byte[] ed25519;

    /** One update, and keys of the same kinds. */
    @Setup
    public void prepare() {
        SecureRandom random = new SecureRandom();
        BenchmarkRound round = new BenchmarkRound(DIMENSION, Terms.ONE_PRIME);
        SoftwareDevice device = new SoftwareDevice(random);
        update = round.contribute(device, round.enrol(device), round.slots(1)).signed();
        trust = round.trust();

        BigInteger secret = new BigInteger(250, random).add(BigInteger.ONE);
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
        ecdsa = signer.generateSignature(hash);
        devicePoint = CURVE.getG().multiply(secret).normalize().getEncoded(false);

        byte[] issuerSecret = new byte[Ed25519.SECRET_KEY_SIZE];
        byte[] issuerPublic = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePrivateKey(random, issuerSecret);
        Ed25519.generatePublicKey(issuerSecret, 0, issuerPublic, 0);
        issuer = Ed25519.validatePublicKeyPartialExport(issuerPublic, 0);
        ed25519 = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(issuerSecret, 0, hash, 0, hash.length, ed25519, 0);
    }

    /** The credential believed, and the enclave's signature over the statement's bytes. */
    @Benchmark
    public boolean credentialAndSignature() {
        return require(trust.check(update.credential(), BenchmarkRound.POPULATION, BenchmarkRound.NOW)
                        .isEmpty()
                && EcdsaP256.verify(
                        update.credential().credential().publicKey(),
                        update.statement().encode(),
                        update.signature()));
    }

    /** One Ed25519 verification by a decoded key and one ECDSA verification by an encoded one, over 32 bytes each. */
    @Benchmark
    public boolean ed25519AndEcdsa() {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(devicePoint), DOMAIN));
        return require(Ed25519.verify(ed25519, 0, issuer, hash, 0, hash.length)
                && signer.verifySignature(hash, ecdsa[0], ecdsa[1]));
    }

    private static boolean require(boolean valid) {
        if (!valid) {
            throw new IllegalStateException("an honest signature was refused");
        }
        return true;
    }
}
