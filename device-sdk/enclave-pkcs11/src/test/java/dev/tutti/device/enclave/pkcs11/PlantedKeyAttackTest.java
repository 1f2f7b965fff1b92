package dev.tutti.device.enclave.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.sign.EcdsaP256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AuthProvider;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Somebody with the PIN puts a key into the token beforehand, one that can leave it, and waits until the device has
 * enrolled it.
 */
final class PlantedKeyAttackTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    @BeforeAll
    static void installed() {
        SoftToken.assumeInstalled();
    }

    private static void refused(String alias) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> opened(alias, TokenKeyCheck.STAYS_IN_TOKEN))
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.KEY_REFUSED);
    }

    private static Pkcs11Enclave opened(String alias, TokenKeyCheck check) {
        return Pkcs11Enclave.open(
                SoftToken.PLANTED.token(), alias, SoftToken::pin, Enrolling.SERVICE, Enrolling.CLOCK, true, check);
    }

    @Test
    void aKeyThatCanBeReadIsRefused() throws Exception {
        plant("readable", "EC", "secp256r1", false, true);

        refused("readable");
    }

    @Test
    void withoutTheCheckTheReadKeySignsForTheDeviceElsewhere() throws Exception {
        Key planted = plant("copied", "EC", "secp256r1", false, true);

        Pkcs11Enclave deceived = opened("copied", key -> {});

        PrivateKey copy =
                KeyFactory.getInstance("EC", "SunEC").generatePrivate(new PKCS8EncodedKeySpec(planted.getEncoded()));
        Signature elsewhere = Signature.getInstance("SHA256withECDSA", "SunEC");
        elsewhere.initSign(copy);
        elsewhere.update(MESSAGE);
        assertThat(EcdsaP256.verify(deceived.credential().credential().publicKey(), MESSAGE, elsewhere.sign()))
                .isTrue();
    }

    @Test
    void aKeyThatLeavesTheTokenWrappedIsRefusedThoughItCannotBeRead() throws Exception {
        Key planted = plant("wrappable", "EC", "secp256r1", true, true);
        assertThat(planted.getEncoded()).isNull();

        refused("wrappable");
        assertThat(opened("wrappable", key -> {}).sign(MESSAGE)).isNotEmpty();
    }

    @Test
    void aKeyThatIsNotSensitiveIsRefusedThoughItCannotBeExtracted() throws Exception {
        plant("plain", "EC", "secp256r1", false, false);

        refused("plain");
    }

    @Test
    void keysOfOtherKindsAreRefused() throws Exception {
        plant("p384", "EC", "secp384r1", true, false);
        plant("rsa", "RSA", "2048", true, false);

        refused("p384");
        refused("rsa");
    }

    @Test
    void theKeyItMakesItselfPassesTheCheck() {
        assertThat(opened("own", TokenKeyCheck.STAYS_IN_TOKEN).sign(MESSAGE)).isNotEmpty();
    }

    private static Key plant(String alias, String algorithm, String size, boolean sensitive, boolean extractable)
            throws Exception {
        AuthProvider provider = (AuthProvider) Security.getProvider("SunPKCS11")
                .configure(String.join(
                        "\n",
                        "--name = Planter",
                        "library = " + SoftToken.libraryPath(),
                        "slot = " + SoftToken.PLANTED.slot(),
                        "attributes(generate, CKO_PRIVATE_KEY, *) = {",
                        "  CKA_TOKEN = true",
                        "  CKA_SENSITIVE = " + sensitive,
                        "  CKA_EXTRACTABLE = " + extractable,
                        "  CKA_SIGN = true",
                        "}"));
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, SoftToken.pin());
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(size));
        } else {
            generator.initialize(Integer.parseInt(size));
        }
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=planted");
        Date from = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
        Date to = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : "RSA"))
                                .setProvider(provider)
                                .build(pair.getPrivate())));
        store.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
        return store.getKey(alias, null);
    }
}
