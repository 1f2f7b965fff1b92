package dev.tutti.device.enclave.android;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.device.enclave.key.RenewingCredential;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 key in Android's keystore, attested by the device's hardware. The key cannot be read; whether a trusted
 * environment or StrongBox keeps it, the attestation says and the enrolment service judges. Safe for use by several
 * threads.
 *
 * <p>The app makes the specification, which only the Android SDK knows, with the enrolment service's challenge in it:
 *
 * <pre>{@code
 * () -> new KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
 *         .setAlgorithmParameterSpec(new ECGenParameterSpec("secp256r1"))
 *         .setDigests(KeyProperties.DIGEST_SHA256)
 *         .setAttestationChallenge(challengeOfTheEnrolmentService)
 *         .setIsStrongBoxBacked(true)
 *         .build()
 * }</pre>
 *
 * <p>Neither user authentication nor an end of validity should be asked for: a key that is not always usable misses
 * rounds. When the keystore fails {@link #sign} says UNAVAILABLE, and the next call looks for the key again.
 */
public final class AndroidKeystoreEnclave implements Enclave {
    private final String alias;
    private final Predicate<PrivateKey> stays;
    private final P256PublicKey publicKey;
    private final RenewingCredential<AndroidEvidence> credential;
    private volatile @Nullable KeystoreKey key;

    private AndroidKeystoreEnclave(
            String alias,
            Predicate<PrivateKey> stays,
            KeystoreKey key,
            CredentialSource<AndroidEvidence> source,
            Clock clock) {
        this.alias = alias;
        this.stays = stays;
        this.key = key;
        this.publicKey = key.publicKey();
        this.credential = new RenewingCredential<>(this, key.evidence(), Platform.ANDROID, source, clock);
    }

    /**
     * Opens the key named {@code alias}, which must be there.
     *
     * @param alias the key's name within the app
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's validity
     * @throws EnclaveException NOT_INSTALLED, NO_KEY, KEY_REFUSED or NO_EVIDENCE
     */
    public static AndroidKeystoreEnclave open(String alias, CredentialSource<AndroidEvidence> source, Clock clock) {
        return open(alias, source, clock, KeystoreKey.CANNOT_BE_READ);
    }

    /**
     * Opens the key named {@code alias}, or makes it if there is none: this device is then a new one.
     *
     * @param alias the key's name within the app
     * @param specification asked for if the key is to be made; must name the same alias, P-256, SHA-256, signing only
     *     and an attestation challenge
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's validity
     * @throws EnclaveException NOT_INSTALLED, NO_KEY if the specification names another alias, KEY_REFUSED, NO_EVIDENCE
     *     or UNAVAILABLE
     */
    public static AndroidKeystoreEnclave openOrGenerate(
            String alias,
            Supplier<? extends AlgorithmParameterSpec> specification,
            CredentialSource<AndroidEvidence> source,
            Clock clock) {
        if (!KeystoreKey.exists(alias)) {
            KeystoreKey.generate(specification.get());
        }
        return open(alias, source, clock);
    }

    /** With the check given: a test shows what happens without. */
    static AndroidKeystoreEnclave open(
            String alias, CredentialSource<AndroidEvidence> source, Clock clock, Predicate<PrivateKey> stays) {
        return new AndroidKeystoreEnclave(alias, stays, KeystoreKey.find(alias, stays), source, clock);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.bytes();
    }

    /**
     * Signs within the keystore.
     *
     * @throws EnclaveException UNAVAILABLE, NOT_INSTALLED, NO_KEY, KEY_CHANGED, KEY_REFUSED or FAULTY
     */
    @Override
    public byte[] sign(byte[] message) {
        KeystoreKey current = key;
        if (current == null) {
            current = foundAgain();
            key = current;
        }
        try {
            return current.sign(message);
        } catch (EnclaveException e) {
            key = null;
            throw e;
        }
    }

    private KeystoreKey foundAgain() {
        KeystoreKey found = KeystoreKey.find(alias, stays);
        if (!found.publicKey().equals(publicKey)) {
            throw new EnclaveException(
                    EnclaveFault.KEY_CHANGED, "expected the key of " + publicKey.device() + ", found " + found);
        }
        return found;
    }

    @Override
    public SignedCredential credential() {
        return credential.current();
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "AndroidKeystoreEnclave[" + publicKey.device() + "]";
    }
}
