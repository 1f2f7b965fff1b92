package dev.tutti.device.enclave.android;

import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Stands in Android's place: its name, a key generator that keeps what it makes, keys that only it can sign with. The
 * keys are the JDK's and the attestation is a chain without meaning.
 */
@SuppressWarnings("serial") // never serialised
public final class StandInKeystore extends Provider {
    private static final Map<String, Entry> ENTRIES = new ConcurrentHashMap<>();
    private static volatile boolean broken;

    private record Entry(PrivateKey key, Certificate[] chain) {}

    /** What the app would ask for with Android's own class. */
    record Specification(String alias, String curve, boolean readable, int certificates)
            implements AlgorithmParameterSpec {
        static Specification of(String alias) {
            return new Specification(alias, "secp256r1", false, 3);
        }
    }

    /** A key that cannot be read. */
    private record Opaque(PrivateKey inside) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    StandInKeystore() {
        super(KeystoreKey.KEYSTORE, "1", "stands in Android's place");
        put("KeyStore." + KeystoreKey.KEYSTORE, Store.class.getName());
        put("KeyPairGenerator.EC", Generator.class.getName());
        put("Signature.SHA256withECDSA", Signing.class.getName());
        put("Signature.SHA256withECDSA SupportedKeyClasses", Opaque.class.getName());
    }

    static void delete(String alias) {
        ENTRIES.remove(alias);
    }

    /** Whether it answers every signature with an error, as a keystore does whose daemon has died. */
    static void setBroken(boolean now) {
        broken = now;
    }

    /** Makes and keeps keys. */
    public static final class Generator extends KeyPairGeneratorSpi {
        private @Nullable Specification specification;

        @Override
        public void initialize(int keysize, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void initialize(AlgorithmParameterSpec params, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            if (!(params instanceof Specification asked)) {
                throw new InvalidAlgorithmParameterException("expected its own specification");
            }
            specification = asked;
        }

        @Override
        public KeyPair generateKeyPair() {
            Specification asked = specification;
            if (asked == null) {
                throw new ProviderException("expected a specification");
            }
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
                generator.initialize(new ECGenParameterSpec(asked.curve()));
                KeyPair pair = generator.generateKeyPair();
                PrivateKey kept = asked.readable() ? pair.getPrivate() : new Opaque(pair.getPrivate());
                Certificate[] chain = new Certificate[asked.certificates()];
                for (int i = 0; i < chain.length; i++) {
                    chain[i] = certificate(
                            i == 0
                                    ? pair.getPublic()
                                    : generator.generateKeyPair().getPublic(),
                            pair);
                }
                ENTRIES.put(asked.alias(), new Entry(kept, chain));
                return new KeyPair(pair.getPublic(), kept);
            } catch (GeneralSecurityException | OperatorCreationException e) {
                throw new ProviderException(e);
            }
        }

        private static Certificate certificate(PublicKey key, KeyPair signer)
                throws GeneralSecurityException, OperatorCreationException {
            X500Name name = new X500Name("CN=stand-in");
            Date from = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
            Date to = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, key)
                            .build(new JcaContentSignerBuilder("SHA256withECDSA")
                                    .setProvider("SunEC")
                                    .build(signer.getPrivate())));
        }
    }

    /** Signs with the keys that nobody else can use. */
    public static final class Signing extends SignatureSpi {
        private final Signature inside;

        /** For Java's security framework. */
        public Signing() throws GeneralSecurityException {
            inside = Signature.getInstance("SHA256withECDSA", "SunEC");
        }

        @Override
        protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
            if (!(privateKey instanceof Opaque opaque)) {
                throw new InvalidKeyException("expected a key of its own");
            }
            if (broken) {
                throw new InvalidKeyException("Keystore operation failed");
            }
            inside.initSign(opaque.inside());
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            inside.update(b);
        }

        @Override
        protected void engineUpdate(byte[] b, int off, int len) throws SignatureException {
            inside.update(b, off, len);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return inside.sign();
        }

        @Override
        protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
            throw new InvalidKeyException("expected to sign only");
        }

        @Override
        protected boolean engineVerify(byte[] sigBytes) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String param, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String param) {
            throw new UnsupportedOperationException();
        }
    }

    /** Finds what was made. */
    public static final class Store extends KeyStoreSpi {
        @Override
        public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
            Entry entry = ENTRIES.get(alias);
            return entry == null ? null : entry.key();
        }

        @Override
        public Certificate @Nullable [] engineGetCertificateChain(String alias) {
            Entry entry = ENTRIES.get(alias);
            return entry == null ? null : entry.chain();
        }

        @Override
        public @Nullable Certificate engineGetCertificate(String alias) {
            Entry entry = ENTRIES.get(alias);
            return entry == null ? null : entry.chain()[0];
        }

        @Override
        public Date engineGetCreationDate(String alias) {
            return new Date(0);
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetCertificateEntry(String alias, Certificate cert) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineDeleteEntry(String alias) {
            delete(alias);
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.enumeration(ENTRIES.keySet());
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return ENTRIES.containsKey(alias);
        }

        @Override
        public int engineSize() {
            return ENTRIES.size();
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return ENTRIES.containsKey(alias);
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override
        public @Nullable String engineGetCertificateAlias(Certificate cert) {
            return null;
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineLoad(@Nullable InputStream stream, char @Nullable [] password) {}

        @Override
        public void engineLoad(KeyStore.@Nullable LoadStoreParameter param) {}
    }
}
