package dev.tutti.device.enclave.android;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A key in the keystore.
 *
 * @param privateKey a reference to it, never the key itself
 * @param publicKey its public half
 * @param evidence its attestation
 */
record KeystoreKey(PrivateKey privateKey, P256PublicKey publicKey, AndroidEvidence evidence) {
    /** The name under which Android knows it: of the provider and of the kind of key store. */
    static final String KEYSTORE = "AndroidKeyStore";

    /** Whether a key cannot be read. What keeps it, its attestation says. */
    static final Predicate<PrivateKey> CANNOT_BE_READ = key -> key.getEncoded() == null;

    private static KeyStore keystore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KEYSTORE);
        store.load(null);
        return store;
    }

    /** Whether there is a key under {@code alias}. */
    static boolean exists(String alias) {
        try {
            return keystore().isKeyEntry(alias);
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw new EnclaveException(EnclaveFault.NOT_INSTALLED, "expected Android's keystore", e);
        }
    }

    /** Makes a key as the app asks. */
    static void generate(AlgorithmParameterSpec spec) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", KEYSTORE);
            generator.initialize(spec);
            if (generator.generateKeyPair() == null) {
                throw new IllegalStateException("expected a key pair");
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw new EnclaveException(
                    EnclaveFault.UNAVAILABLE, "the keystore did not make a key as the app's specification asks", e);
        }
    }

    /**
     * The key under {@code alias}.
     *
     * @throws EnclaveException NOT_INSTALLED, NO_KEY, KEY_REFUSED or NO_EVIDENCE
     */
    static KeystoreKey find(String alias, Predicate<PrivateKey> stays) {
        try {
            KeyStore store = keystore();
            if (!(store.getKey(alias, null) instanceof PrivateKey privateKey)) {
                throw new EnclaveException(
                        EnclaveFault.NO_KEY, "expected a private key named " + alias + ", found none");
            }
            if (!stays.test(privateKey)) {
                throw new EnclaveException(
                        EnclaveFault.KEY_REFUSED, "expected a key that cannot be read, found one that can");
            }
            Certificate[] chain = store.getCertificateChain(alias);
            if (chain == null || chain.length == 0) {
                throw new EnclaveException(
                        EnclaveFault.NO_EVIDENCE, "expected certificates beside the key, found none");
            }
            P256PublicKey publicKey =
                    P256PublicKey.ofSubjectPublicKeyInfo(chain[0].getPublicKey().getEncoded());
            return new KeystoreKey(privateKey, publicKey, evidence(chain));
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw new EnclaveException(EnclaveFault.NOT_INSTALLED, "expected to read Android's keystore", e);
        }
    }

    private static AndroidEvidence evidence(Certificate[] chain) throws GeneralSecurityException {
        if (chain.length < 2) {
            throw new EnclaveException(
                    EnclaveFault.NO_EVIDENCE,
                    "expected an attested key, found one without; was an attestation challenge set when it was made?");
        }
        List<byte[]> der = new ArrayList<>();
        for (Certificate certificate : chain) {
            der.add(certificate.getEncoded());
        }
        try {
            return new AndroidEvidence(der);
        } catch (IllegalArgumentException e) {
            throw new EnclaveException(EnclaveFault.NO_EVIDENCE, "expected a chain of a size that services take", e);
        }
    }

    /** Signs within the keystore; ECDSA with SHA-256, strict DER. */
    byte[] sign(byte[] message) {
        try {
            // No provider is named: Android signs with another than the one that keeps the key, and finds it by the
            // key.
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(privateKey);
            signature.update(message);
            return publicKey.derSignature(message, signature.sign());
        } catch (GeneralSecurityException | ProviderException e) {
            throw new EnclaveException(EnclaveFault.UNAVAILABLE, "the keystore did not sign", e);
        }
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "KeystoreKey[" + publicKey.device() + "]";
    }
}
