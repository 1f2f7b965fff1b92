package dev.tutti.device.enclave.pkcs11;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;

/** A token we are logged in to, and what its key store holds (PKCS#11 2.40 through SunPKCS11). */
final class TokenSession {
    private static final String CURVE = "secp256r1";

    /** What a token says of a PIN that will never do (PKCS#11 2.40, 5.1.6). */
    private static final Set<String> PIN_ERRORS =
            Set.of("CKR_PIN_INCORRECT", "CKR_PIN_INVALID", "CKR_PIN_LEN_RANGE", "CKR_PIN_EXPIRED", "CKR_PIN_LOCKED");

    private final AuthProvider provider;
    private final KeyStore store;

    private TokenSession(AuthProvider provider, KeyStore store) {
        this.provider = provider;
        this.store = store;
    }

    /**
     * Logs in.
     *
     * @throws EnclaveException NOT_INSTALLED, WRONG_PIN or UNAVAILABLE
     */
    static TokenSession open(Pkcs11Token token, PinSource pins) {
        AuthProvider provider = provider(token);
        login(provider, pins);
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, null);
            return new TokenSession(provider, store);
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw unavailable("the token's objects could not be listed", e);
        }
    }

    private static AuthProvider provider(Pkcs11Token token) {
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw new EnclaveException(
                    EnclaveFault.NOT_INSTALLED, "expected Java's SunPKCS11 (module jdk.crypto.cryptoki), found none");
        }
        String settings = String.join(
                "\n",
                "--name = Tutti",
                "library = " + token.library(),
                token.setting(),
                "attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {",
                "  CKA_TOKEN = true",
                "  CKA_PRIVATE = true",
                "  CKA_SENSITIVE = true",
                "  CKA_EXTRACTABLE = false",
                "  CKA_SIGN = true",
                "}");
        try {
            return (AuthProvider) template.configure(settings);
        } catch (InvalidParameterException | ProviderException e) {
            throw new EnclaveException(EnclaveFault.NOT_INSTALLED, "expected a token at " + token + ", found none", e);
        }
    }

    private static void login(AuthProvider provider, PinSource pins) {
        char[] pin = pins.pin();
        try {
            provider.login(null, callbacks -> answer(callbacks, pin));
        } catch (FailedLoginException e) {
            throw wrongPin(e);
        } catch (LoginException e) {
            String said =
                    e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            if (PIN_ERRORS.contains(said)) {
                throw wrongPin(e);
            }
            throw unavailable("the token did not let us log in", e);
        } catch (ProviderException e) {
            throw unavailable("the token did not let us log in", e);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static void answer(Callback[] callbacks, char[] pin) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (!(callback instanceof PasswordCallback ask)) {
                throw new UnsupportedCallbackException(callback);
            }
            ask.setPassword(pin);
        }
    }

    private static EnclaveException wrongPin(LoginException e) {
        return new EnclaveException(EnclaveFault.WRONG_PIN, "the token does not take this PIN", e);
    }

    private static EnclaveException unavailable(String message, Exception e) {
        return new EnclaveException(EnclaveFault.UNAVAILABLE, message, e);
    }

    /** Whether the token has a key under {@code alias}. */
    boolean hasKey(String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (KeyStoreException | ProviderException e) {
            throw unavailable("the token's objects could not be listed", e);
        }
    }

    /**
     * The key under {@code alias}, checked to stay in the token, to be of P-256 and to belong to its certificate.
     *
     * @throws EnclaveException NO_KEY, KEY_REFUSED or UNAVAILABLE
     */
    TokenKey key(String alias, TokenKeyCheck check) {
        try {
            if (!(store.getKey(alias, null) instanceof PrivateKey privateKey)) {
                throw new EnclaveException(
                        EnclaveFault.NO_KEY, "expected a private key named " + alias + ", found none");
            }
            Certificate certificate = store.getCertificate(alias);
            if (certificate == null) {
                throw new EnclaveException(
                        EnclaveFault.NO_KEY, "expected a certificate beside the key " + alias + ", found none");
            }
            P256PublicKey publicKey = P256PublicKey.ofSubjectPublicKeyInfo(
                    certificate.getPublicKey().getEncoded());
            check.check(privateKey);
            return new TokenKey(provider, privateKey, publicKey, certificate.getEncoded());
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable("the token's key could not be read", e);
        }
    }

    /**
     * Makes a key within the token, under {@code alias}.
     *
     * @throws EnclaveException UNAVAILABLE if the token will not
     */
    void generate(String alias, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            X509Certificate certificate = SelfSignedCertificate.of(pair, provider, now);
            store.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable("the token did not make a P-256 key", e);
        }
    }

    /** Ends the login, which all of this process share. */
    void logout() throws LoginException {
        provider.logout();
    }

    /**
     * A key in the token.
     *
     * @param provider of the token's session
     * @param privateKey a reference to it, never the key itself
     * @param publicKey its public half
     * @param certificate X.509, DER
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it is
    record TokenKey(Provider provider, PrivateKey privateKey, P256PublicKey publicKey, byte[] certificate) {
        /** Signs within the token; ECDSA with SHA-256, strict DER. */
        byte[] sign(byte[] message) {
            try {
                // One object per call: a Signature serves one thread, the provider keeps sessions for many.
                Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format", provider);
                signature.initSign(privateKey);
                signature.update(message);
                return publicKey.concatenatedSignature(message, signature.sign());
            } catch (GeneralSecurityException | ProviderException e) {
                throw unavailable("the token did not sign; is it still there, and are we logged in?", e);
            }
        }

        /** Names the device. */
        @Override
        public String toString() {
            return "TokenKey[" + publicKey.device() + "]";
        }
    }
}
