package dev.tutti.device.enclave.key;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An enclave's credential, fetched when first asked for and renewed while the old one still has a quarter of its life.
 * Never gives out one that has expired or is not for this key. A failed renewal costs nothing while the old credential
 * lasts. Safe for use by several threads; while one renews, the others get the old one.
 *
 * @param <E> what this kind of hardware can show about its key
 */
public final class RenewingCredential<E> {
    /** Between two tries to renew while the old credential lasts: a fleet must not beat on a service that is down. */
    public static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(RenewingCredential.class);

    private final StatementSigner key;
    private final E evidence;
    private final Platform platform;
    private final CredentialSource<E> source;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable SignedCredential held;
    private long retryAtMillis = Long.MIN_VALUE;

    /**
     * @param key the enclave
     * @param evidence what it shows
     * @param platform what its credential must say
     * @param source the way to the enrolment service
     * @param clock for the credential's validity
     */
    public RenewingCredential(
            StatementSigner key, E evidence, Platform platform, CredentialSource<E> source, Clock clock) {
        this.key = key;
        this.evidence = evidence;
        this.platform = platform;
        this.source = source;
        this.clock = clock;
    }

    /**
     * A credential for this key that has not expired.
     *
     * @throws EnclaveException NO_CREDENTIAL or CREDENTIAL_REFUSED if there is none and none could be fetched
     */
    public SignedCredential current() {
        long now = clock.millis();
        SignedCredential old = held;
        boolean usable = old != null && now < old.credential().expiresAtMillis();
        if (old != null && usable) {
            if (now < renewAtMillis(old.credential()) || !fetching.tryLock()) {
                return old;
            }
        } else {
            fetching.lock();
        }
        try {
            return renewed(now);
        } finally {
            fetching.unlock();
        }
    }

    private SignedCredential renewed(long now) {
        SignedCredential old = held;
        boolean usable = old != null && now < old.credential().expiresAtMillis();
        if (old != null && usable && now < Math.max(retryAtMillis, renewAtMillis(old.credential()))) {
            return old;
        }
        try {
            SignedCredential fresh = checked(source.credentialFor(key, evidence), now);
            held = fresh;
            return fresh;
        } catch (IOException e) {
            return oldOr(old, usable, now, new EnclaveException(EnclaveFault.NO_CREDENTIAL, "enrolment failed", e));
        } catch (EnclaveException e) {
            return oldOr(old, usable, now, e);
        }
    }

    private SignedCredential oldOr(@Nullable SignedCredential old, boolean usable, long now, EnclaveException reason) {
        retryAtMillis = now + RETRY_AFTER.toMillis();
        if (old == null || !usable) {
            throw reason;
        }
        LOG.warn("{} could not be renewed; it lasts for now", old, reason);
        return old;
    }

    private SignedCredential checked(SignedCredential fresh, long now) {
        KeyCredential credential = fresh.credential();
        byte[] publicKey = key.publicKey();
        if (!Arrays.equals(credential.publicKey(), publicKey)
                || !credential.device().equals(DeviceId.ofPublicKey(publicKey))) {
            throw new EnclaveException(
                    EnclaveFault.CREDENTIAL_REFUSED, "expected a credential for this key, found " + credential);
        }
        if (credential.platform() != platform) {
            throw new EnclaveException(
                    EnclaveFault.CREDENTIAL_REFUSED, "expected a credential for " + platform + ", found " + credential);
        }
        // When it begins is not asked: clocks of devices run late, and those who believe it look at their own.
        if (credential.expiresAtMillis() <= now) {
            throw new EnclaveException(
                    EnclaveFault.CREDENTIAL_REFUSED, "expected a credential that lasts, found " + credential);
        }
        return fresh;
    }

    private static long renewAtMillis(KeyCredential credential) {
        long life = credential.expiresAtMillis() - credential.issuedAtMillis();
        return credential.expiresAtMillis() - life / 4;
    }
}
