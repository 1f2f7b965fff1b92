package dev.tutti.device.enclave;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * A P-256 key in this process's memory, for development and simulation only: anyone who can read the process has the
 * key. Its credential says SOFTWARE_DEVELOPMENT, which production trust refuses.
 */
public final class SoftwareEnclave implements Enclave {
    /** How long a credential is valid. */
    public static final Duration VALIDITY = Duration.ofDays(7);

    private static final Duration RENEW_BEFORE = Duration.ofDays(1);
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private final ECPrivateKeyParameters privateKey;
    private final byte[] publicKey;
    private final CredentialIssuer issuer;
    private final String population;
    private final Clock clock;
    private SignedCredential credential;

    private SoftwareEnclave(CredentialIssuer issuer, String population, Clock clock, SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(DOMAIN, random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        this.privateKey = (ECPrivateKeyParameters) pair.getPrivate();
        this.publicKey = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        this.issuer = issuer;
        this.population = population;
        this.clock = clock;
        this.credential = issue();
    }

    /**
     * A fresh key with a credential that says it is software.
     *
     * @param issuer the development issuer, which vouches for anything it is shown
     * @param population where the key is to speak
     * @param clock for the credential's validity
     * @param random where the key is drawn from
     */
    public static SoftwareEnclave forDevelopment(
            CredentialIssuer issuer, String population, Clock clock, SecureRandom random) {
        return new SoftwareEnclave(issuer, population, clock, random);
    }

    /** A fresh key from the system's generator, on the system clock. */
    public static SoftwareEnclave forDevelopment(CredentialIssuer issuer, String population) {
        return forDevelopment(issuer, population, Clock.systemUTC(), new SecureRandom());
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, privateKey);
        BigInteger[] rs = signer.generateSignature(Digest.sha256(message).bytes());
        try {
            return StandardDSAEncoding.INSTANCE.encode(DOMAIN.getN(), rs[0], rs[1]);
        } catch (IOException e) {
            throw new IllegalStateException("expected a signature that has a DER encoding", e);
        }
    }

    @Override
    public synchronized SignedCredential credential() {
        long renewAt = credential.credential().expiresAtMillis() - RENEW_BEFORE.toMillis();
        if (clock.millis() >= renewAt) {
            credential = issue();
        }
        return credential;
    }

    private SignedCredential issue() {
        long now = clock.millis();
        // There is no evidence to hash: the hash of the key says so plainly.
        return issuer.issue(new KeyCredential(
                DeviceId.ofPublicKey(publicKey),
                population,
                publicKey,
                Platform.SOFTWARE_DEVELOPMENT,
                KeyLevel.SOFTWARE,
                now,
                now + VALIDITY.toMillis(),
                Digest.sha256(publicKey),
                0));
    }

    /** Names the device, never the key. */
    @Override
    public String toString() {
        return "SoftwareEnclave[" + DeviceId.ofPublicKey(publicKey) + "]";
    }
}
