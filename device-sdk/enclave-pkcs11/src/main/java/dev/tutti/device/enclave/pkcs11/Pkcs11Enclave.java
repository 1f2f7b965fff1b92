package dev.tutti.device.enclave.pkcs11;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.device.enclave.key.RenewingCredential;
import dev.tutti.device.enclave.pkcs11.TokenSession.TokenKey;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 key in a PKCS#11 token: made there, sensitive, not extractable; signatures are made by the token. A key that
 * could leave its token is refused, whoever put it there. That a key never was outside is the token's own word.
 *
 * <p>When the token is taken away or logs us out, {@link #sign} says UNAVAILABLE; the next call logs in again and goes
 * on if the same key is there. After a WRONG_PIN nothing is tried any more, because tokens lock themselves: open a new
 * enclave with the right one. Within one process a login is for all who use the token, so while another is logged in
 * no PIN is checked.
 */
public final class Pkcs11Enclave implements Enclave {
    private final Pkcs11Token token;
    private final String alias;
    private final PinSource pins;
    private final TokenKeyCheck check;
    private final P256PublicKey publicKey;
    private final RenewingCredential<Pkcs11Evidence> credential;
    private final Object reopening = new Object();
    private volatile @Nullable TokenKey key;
    private @Nullable EnclaveException wrongPin;

    private Pkcs11Enclave(
            Pkcs11Token token,
            String alias,
            PinSource pins,
            TokenKeyCheck check,
            TokenKey key,
            CredentialSource<Pkcs11Evidence> source,
            Clock clock) {
        this.token = token;
        this.alias = alias;
        this.pins = pins;
        this.check = check;
        this.key = key;
        this.publicKey = key.publicKey();
        this.credential =
                new RenewingCredential<>(this, new Pkcs11Evidence(key.certificate()), Platform.PKCS11, source, clock);
    }

    /**
     * Opens the key named {@code alias}, which must be there.
     *
     * @param token where
     * @param alias the label of key and certificate
     * @param pins asked once now, and again after the token was away
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's validity
     * @throws EnclaveException NOT_INSTALLED, WRONG_PIN, NO_KEY, KEY_REFUSED or UNAVAILABLE
     */
    public static Pkcs11Enclave open(
            Pkcs11Token token, String alias, PinSource pins, CredentialSource<Pkcs11Evidence> source, Clock clock) {
        return open(token, alias, pins, source, clock, false, TokenKeyCheck.STAYS_IN_TOKEN);
    }

    /**
     * Opens the key named {@code alias}, or makes it if there is none: this device is then a new one.
     *
     * @param token where
     * @param alias the label of key and certificate
     * @param pins asked once now, and again after the token was away
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's and the certificate's validity
     * @throws EnclaveException NOT_INSTALLED, WRONG_PIN, KEY_REFUSED or UNAVAILABLE
     */
    public static Pkcs11Enclave openOrGenerate(
            Pkcs11Token token, String alias, PinSource pins, CredentialSource<Pkcs11Evidence> source, Clock clock) {
        return open(token, alias, pins, source, clock, true, TokenKeyCheck.STAYS_IN_TOKEN);
    }

    /** With the check given: a test shows what happens without. */
    static Pkcs11Enclave open(
            Pkcs11Token token,
            String alias,
            PinSource pins,
            CredentialSource<Pkcs11Evidence> source,
            Clock clock,
            boolean generate,
            TokenKeyCheck check) {
        TokenSession session = TokenSession.open(token, pins);
        if (generate && !session.hasKey(alias)) {
            session.generate(alias, clock.instant());
        }
        return new Pkcs11Enclave(token, alias, pins, check, session.key(alias, check), source, clock);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.bytes();
    }

    /**
     * Signs within the token.
     *
     * @throws EnclaveException UNAVAILABLE, WRONG_PIN, NO_KEY, KEY_CHANGED, KEY_REFUSED or FAULTY
     */
    @Override
    public byte[] sign(byte[] message) {
        TokenKey current = currentKey();
        try {
            return current.sign(message);
        } catch (EnclaveException e) {
            synchronized (reopening) {
                if (key == current) {
                    key = null;
                }
            }
            throw e;
        }
    }

    private TokenKey currentKey() {
        TokenKey current = key;
        if (current != null) {
            return current;
        }
        synchronized (reopening) {
            if (key != null) {
                return key;
            }
            if (wrongPin != null) {
                throw new EnclaveException(EnclaveFault.WRONG_PIN, "not tried again with the same PIN", wrongPin);
            }
            TokenKey found = reopened();
            if (!found.publicKey().equals(publicKey)) {
                throw new EnclaveException(
                        EnclaveFault.KEY_CHANGED, "expected the key of " + publicKey.device() + ", found " + found);
            }
            key = found;
            return found;
        }
    }

    private TokenKey reopened() {
        try {
            return TokenSession.open(token, pins).key(alias, check);
        } catch (EnclaveException e) {
            if (e.fault() == EnclaveFault.WRONG_PIN) {
                wrongPin = e;
            }
            throw e;
        }
    }

    @Override
    public SignedCredential credential() {
        return credential.current();
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "Pkcs11Enclave[" + publicKey.device() + "]";
    }
}
