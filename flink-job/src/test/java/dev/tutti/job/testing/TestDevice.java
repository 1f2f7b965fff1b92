package dev.tutti.job.testing;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/** A device with a P-256 key in this process and a development credential for it. */
public final class TestDevice implements StatementSigner {
    private final KeyPair keys;
    private final byte[] publicKey;
    private final SignedCredential credential;

    public TestDevice(CredentialIssuer issuer, long nowMillis) {
        this(issuer, TestRound.POPULATION, nowMillis);
    }

    /** A device whose credential speaks in another population. */
    public TestDevice(CredentialIssuer issuer, String population, long nowMillis) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
        publicKey = uncompressed((ECPublicKey) keys.getPublic());
        credential = issuer.issue(new KeyCredential(
                DeviceId.ofPublicKey(publicKey),
                population,
                publicKey,
                Platform.SOFTWARE_DEVELOPMENT,
                KeyLevel.SOFTWARE,
                nowMillis - 60_000,
                nowMillis + 3_600_000,
                Digest.sha256(publicKey),
                1));
    }

    public DeviceId id() {
        return DeviceId.ofPublicKey(publicKey);
    }

    public SignedCredential credential() {
        return credential;
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }

    private static byte[] uncompressed(ECPublicKey key) {
        byte[] point = new byte[65];
        point[0] = 4;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 33);
        return point;
    }

    private static void put(BigInteger coordinate, byte[] point, int at) {
        byte[] bytes = coordinate.toByteArray();
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, point, at + 32 - (bytes.length - skip), bytes.length - skip);
    }
}
