package dev.tutti.device.enclave.pkcs11;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate beside a key in a token. Without one, Java's key store does not find the key again. */
final class SelfSignedCertificate {
    /** RFC 5280, 4.1.2.5: no well-defined end. */
    private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

    private SelfSignedCertificate() {}

    /** A certificate of {@code pair}, signed by itself within the token of {@code provider}. */
    static X509Certificate of(KeyPair pair, Provider provider, Instant now) {
        P256PublicKey key =
                P256PublicKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded());
        X500Name name = new X500Name("CN=tutti device " + key.device().hex());
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(1, key.device().bytes()),
                Date.from(now),
                Date.from(NO_END),
                name,
                pair.getPublic());
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setProvider(provider)
                            .build(pair.getPrivate())));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new EnclaveException(EnclaveFault.UNAVAILABLE, "the token did not sign its certificate", e);
        }
    }
}
