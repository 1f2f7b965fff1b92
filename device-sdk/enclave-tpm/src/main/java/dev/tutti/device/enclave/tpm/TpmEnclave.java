package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.device.enclave.key.RenewingCredential;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 key in a TPM 2.0: made there, bound to it, signatures are made by it. Between uses the key lies in a folder,
 * encrypted by the TPM for itself alone. Safe for use by several threads; a TPM does one thing at a time.
 *
 * <p>When the TPM goes away {@link #sign} says UNAVAILABLE; the next call connects again and goes on if it is the same
 * TPM. The hierarchies of owner and endorsement must have no password, as they have none on most machines.
 */
public final class TpmEnclave implements Enclave, AutoCloseable {
    private final TpmAddress address;
    private final TpmKeyFolder folder;
    private final TpmKeyCheck check;
    private final P256PublicKey publicKey;
    private final RenewingCredential<TpmEnrolment> credential;
    private final Object lock = new Object();
    private @Nullable TpmSession session;
    private boolean closed;

    private TpmEnclave(
            TpmAddress address,
            TpmKeyFolder folder,
            TpmKeyCheck check,
            TpmSession session,
            CredentialSource<TpmEnrolment> source,
            Clock clock) {
        this.address = address;
        this.folder = folder;
        this.check = check;
        this.session = session;
        this.publicKey = session.publicKey();
        this.credential = new RenewingCredential<>(this, new Enrolling(), Platform.TPM2, source, clock);
    }

    /**
     * Opens the key in {@code folder}, which must be there.
     *
     * @param address which TPM
     * @param folder where its keys lie
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's validity
     * @throws EnclaveException NOT_INSTALLED, NO_KEY, KEY_REFUSED or UNAVAILABLE
     */
    public static TpmEnclave open(TpmAddress address, Path folder, CredentialSource<TpmEnrolment> source, Clock clock) {
        return open(address, folder, source, clock, false, TpmKeyCheck.AS_ASKED);
    }

    /**
     * Opens the key in {@code folder}, or makes it if there is none: this device is then a new one.
     *
     * @param address which TPM
     * @param folder where its keys lie; made if missing
     * @param source the way to the enrolment service; asked when a credential is first needed
     * @param clock for the credential's validity
     * @throws EnclaveException NOT_INSTALLED, KEY_REFUSED or UNAVAILABLE
     */
    public static TpmEnclave openOrGenerate(
            TpmAddress address, Path folder, CredentialSource<TpmEnrolment> source, Clock clock) {
        return open(address, folder, source, clock, true, TpmKeyCheck.AS_ASKED);
    }

    /** With the check given: a test shows what happens without. */
    static TpmEnclave open(
            TpmAddress address,
            Path folder,
            CredentialSource<TpmEnrolment> source,
            Clock clock,
            boolean create,
            TpmKeyCheck check) {
        TpmKeyFolder keys = new TpmKeyFolder(folder);
        return new TpmEnclave(address, keys, check, TpmSession.open(address, keys, create, check), source, clock);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.bytes();
    }

    /**
     * Signs within the TPM.
     *
     * @throws EnclaveException UNAVAILABLE, NOT_INSTALLED, NO_KEY, KEY_CHANGED, KEY_REFUSED or FAULTY
     */
    @Override
    public byte[] sign(byte[] message) {
        return onTpm(tpm -> tpm.sign(message));
    }

    @Override
    public SignedCredential credential() {
        return credential.current();
    }

    private <T> T onTpm(Function<TpmSession, T> action) {
        synchronized (lock) {
            TpmSession current = session == null ? reopened() : session;
            session = current;
            try {
                return action.apply(current);
            } catch (EnclaveException e) {
                if (e.fault() != EnclaveFault.NO_EVIDENCE) {
                    session = null;
                    current.close();
                }
                throw e;
            }
        }
    }

    private TpmSession reopened() {
        if (closed) {
            throw new IllegalStateException("expected an open enclave, found it closed");
        }
        TpmSession found = TpmSession.open(address, folder, false, check);
        if (!found.publicKey().equals(publicKey)) {
            found.close();
            throw new EnclaveException(
                    EnclaveFault.KEY_CHANGED, "expected the key of " + publicKey.device() + ", found another");
        }
        return found;
    }

    /** Lets go of the TPM. The key stays in its folder. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "TpmEnclave[" + publicKey.device() + "]";
    }

    /** What the enrolment service is shown. */
    private final class Enrolling implements TpmEnrolment {
        @Override
        public TpmIdentity identity() {
            return onTpm(TpmSession::identity);
        }

        @Override
        public ActivationProof answer(ActivationChallenge challenge) {
            return onTpm(tpm -> tpm.answer(challenge));
        }
    }
}
