package dev.tutti.benchmarks.secagg;

import static dev.tutti.benchmarks.secagg.Workload.COEFFICIENTS;
import static dev.tutti.benchmarks.secagg.Workload.COPY_BYTES;
import static dev.tutti.benchmarks.secagg.Workload.SOURCES;
import static dev.tutti.benchmarks.secagg.Workload.STREAM_BYTES;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What this machine can do at all: plain loops over memory, and the primitives as their libraries have them. One thread,
 * like everything that is measured beside them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills fields before it measures
public class LimitsBenchmark {
    private static final int BLOCK = 16 << 10;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private final long[] sum = new long[COEFFICIENTS];
    private final long[][] sources = new long[SOURCES][COEFFICIENTS];
    private final byte[] from = new byte[COPY_BYTES];
    private final byte[] to = new byte[COPY_BYTES];
    private final byte[] zeros = new byte[BLOCK];
    private final byte[] block = new byte[BLOCK];
    private final byte[] hash = new byte[32];
    private final byte[] scalar = new byte[X25519.SCALAR_SIZE];
    private final byte[] point = new byte[X25519.POINT_SIZE];
    private final byte[] agreed = new byte[X25519.POINT_SIZE];
    private BigInteger[] signature;
    private ECPublicKeyParameters key;

    /** Draws keys. */
    @Setup
    public void prepare() {
        SecureRandom random = new SecureRandom();
        random.nextBytes(hash);
        X25519.generatePrivateKey(random, scalar);
        X25519.generatePublicKey(scalar, 0, point, 0);
        BigInteger secret = new BigInteger(250, random);
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
        signature = signer.generateSignature(hash);
        key = new ECPublicKeyParameters(CURVE.getG().multiply(secret).normalize(), DOMAIN);
    }

    /** {@code long[] += long[]}, the same source again and again. */
    @Benchmark
    public long[] addOneSource() {
        add(sources[0]);
        return sum;
    }

    /** {@code long[] += long[]} over {@value Workload#SOURCES} sources, one after another. */
    @Benchmark
    public long[] addManySources() {
        for (long[] source : sources) {
            add(source);
        }
        return sum;
    }

    /** 64 MiB from array to array. */
    @Benchmark
    public byte[] copy() {
        System.arraycopy(from, 0, to, 0, COPY_BYTES);
        return to;
    }

    /** 4 MiB of AES-128-CTR from the JDK, in pieces of 16 KiB. */
    @Benchmark
    public byte[] aesCtr() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new IvParameterSpec(new byte[16]));
        return stream(cipher);
    }

    /** 4 MiB of ChaCha20 from the JDK, in pieces of 16 KiB. */
    @Benchmark
    public byte[] chaCha20() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(new byte[32], "ChaCha20"),
                new ChaCha20ParameterSpec(new byte[12], 0));
        return stream(cipher);
    }

    /** 4 MiB of SHAKE128 from Bouncy Castle. */
    @Benchmark
    public byte[] shake128() {
        SHAKEDigest shake = new SHAKEDigest(128);
        shake.update(hash, 0, hash.length);
        for (int done = 0; done < STREAM_BYTES; done += BLOCK) {
            shake.doOutput(block, 0, BLOCK);
        }
        return block;
    }

    /** SHA-256 of 4 MiB with the JDK. */
    @Benchmark
    public byte[] sha256() throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(from, 0, STREAM_BYTES);
        return digest.digest();
    }

    /** One ECDSA verification on P-256 with Bouncy Castle. */
    @Benchmark
    public boolean ecdsaVerify() {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, key);
        return signer.verifySignature(hash, signature[0], signature[1]);
    }

    /** One X25519 agreement with Bouncy Castle. */
    @Benchmark
    public boolean x25519() {
        return X25519.calculateAgreement(scalar, 0, point, 0, agreed, 0);
    }

    private void add(long[] source) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += source[i];
        }
    }

    private byte[] stream(Cipher cipher) throws GeneralSecurityException {
        for (int done = 0; done < STREAM_BYTES; done += BLOCK) {
            cipher.update(zeros, 0, BLOCK, block, 0);
        }
        return block;
    }
}
