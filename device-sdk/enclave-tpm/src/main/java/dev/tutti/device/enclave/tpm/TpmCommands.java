package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.codec.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tss.Tpm;
import tss.tpm.CertifyResponse;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.CreateResponse;
import tss.tpm.NV_ReadPublicResponse;
import tss.tpm.ReadPublicResponse;
import tss.tpm.TPML_HANDLE;
import tss.tpm.TPMS_ID_OBJECT;
import tss.tpm.TPMS_NULL_SIG_SCHEME;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMS_SIGNATURE_ECDSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF;
import tss.tpm.TPMT_TK_HASHCHECK;
import tss.tpm.TPMU_SIGNATURE;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_CAP;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RC;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_SE;

/**
 * The commands that we give a TPM (TPM 2.0 Library, part 3), on one connection. A TPM has room for three loaded objects:
 * what is loaded is flushed by whoever loaded it. For one thread at a time.
 *
 * <p>What fails is an {@link EnclaveException}: UNAVAILABLE, with the TPM's reason if it gave one.
 */
final class TpmCommands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TpmCommands.class);

    /** Handles of loaded objects, and of sessions that authorise, begin with these (part 2, 7.2). */
    private static final int[] LEFT_BEHIND = {0x80000000, 0x02000000};

    private static final int MAX_HANDLES = 64;
    private static final int NV_PIECE = 512;

    /** More than any certificate of an endorsement key. */
    private static final int MAX_NV_BYTES = 16 * 1024;

    private static final TPMS_PCR_SELECTION[] NO_PCRS = {};

    private final Tpm tpm = new Tpm();

    private TpmCommands(TpmStream stream) {
        tpm._setDevice(stream);
    }

    /**
     * Connects, and clears away what a process that died left loaded.
     *
     * @throws EnclaveException NOT_INSTALLED if there is no TPM, UNAVAILABLE if it does not answer
     */
    static TpmCommands connect(TpmAddress address) {
        TpmStream stream;
        try {
            stream = address.open();
        } catch (IOException e) {
            throw new EnclaveException(EnclaveFault.NOT_INSTALLED, "expected a TPM: " + address, e);
        }
        TpmCommands commands = new TpmCommands(stream);
        try {
            commands.flushWhatWasLeft();
            return commands;
        } catch (EnclaveException e) {
            commands.close();
            throw e;
        }
    }

    private void flushWhatWasLeft() {
        for (int first : LEFT_BEHIND) {
            TPML_HANDLE left = answered("TPM2_GetCapability", t ->
                    (TPML_HANDLE) t.GetCapability(TPM_CAP.HANDLES, first, MAX_HANDLES).capabilityData);
            for (TPM_HANDLE handle : left.handle) {
                flush(handle);
            }
        }
    }

    /** Something in the TPM's few places, until closed. */
    final class Loaded implements AutoCloseable {
        private final TPM_HANDLE handle;

        private Loaded(TPM_HANDLE handle) {
            this.handle = handle;
        }

        TPM_HANDLE handle() {
            return handle;
        }

        /** Makes room. Where that fails the connection is of no more use, which the next command says. */
        @Override
        public void close() {
            try {
                flush(handle);
            } catch (EnclaveException e) {
                LOG.debug("not flushed", e);
            }
        }
    }

    private void flush(TPM_HANDLE handle) {
        done("TPM2_FlushContext", t -> t.FlushContext(handle));
    }

    /** Makes a primary key, the same each time for the same template. */
    Loaded createPrimary(TPM_RH hierarchy, TPMT_PUBLIC template) {
        CreatePrimaryResponse made = answered(
                "TPM2_CreatePrimary",
                t -> t.CreatePrimary(
                        TPM_HANDLE.from(hierarchy), new TPMS_SENSITIVE_CREATE(), template, new byte[0], NO_PCRS));
        return new Loaded(made.handle);
    }

    /** Makes a key under {@code parent}. */
    TpmKeyBlob create(Loaded parent, TPMT_PUBLIC template) {
        CreateResponse made = answered(
                "TPM2_Create",
                t -> t.Create(parent.handle, new TPMS_SENSITIVE_CREATE(), template, new byte[0], NO_PCRS));
        return TpmKeyBlob.of(made.outPublic, made.outPrivate);
    }

    /**
     * Loads a key.
     *
     * @throws EnclaveException KEY_REFUSED if it is not of this TPM, or was changed
     */
    Loaded load(Loaded parent, TpmKeyBlob blob) {
        TPMT_PUBLIC publicArea;
        try {
            publicArea = blob.parsedPublicArea();
        } catch (IllegalArgumentException e) {
            throw new EnclaveException(EnclaveFault.KEY_REFUSED, "expected the public area of a key", e);
        }
        TPM_HANDLE handle = command(t -> t.Load(parent.handle, blob.parsedPrivateArea(), publicArea));
        TPM_RC code = tpm._getLastResponseCode();
        if (!TPM_RC.SUCCESS.equals(code)) {
            if (TPM_RC.INTEGRITY.equals(code) || TPM_RC.SIZE.equals(code) || TPM_RC.BINDING.equals(code)) {
                throw new EnclaveException(
                        EnclaveFault.KEY_REFUSED,
                        "expected a key of this TPM; it was changed, or the TPM is another or was cleared: " + code);
            }
            throw said("TPM2_Load", code);
        }
        return new Loaded(handle);
    }

    /** Signs a digest with an unrestricted key. */
    TPMS_SIGNATURE_ECDSA sign(Loaded key, Digest digest) {
        TPMU_SIGNATURE signature = answered(
                "TPM2_Sign",
                t -> t.Sign(key.handle, digest.bytes(), new TPMS_NULL_SIG_SCHEME(), TPMT_TK_HASHCHECK.nullTicket()));
        if (signature instanceof TPMS_SIGNATURE_ECDSA ecdsa) {
            return ecdsa;
        }
        throw new EnclaveException(EnclaveFault.FAULTY, "expected an ECDSA signature");
    }

    /** Has {@code signer} say that {@code key} is in this TPM, and what it is. */
    CertifyResponse certify(Loaded key, Loaded signer, byte[] challenge) {
        return answered(
                "TPM2_Certify", t -> t.Certify(key.handle, signer.handle, challenge, new TPMS_NULL_SIG_SCHEME()));
    }

    /**
     * Opens a secret that was sealed to the endorsement key for the key named in it.
     *
     * @throws EnclaveException NO_EVIDENCE if it was sealed to another TPM or for another key
     */
    byte[] activateCredential(Loaded key, TPM_HANDLE endorsement, TPMS_ID_OBJECT object, byte[] encryptedSecret) {
        try (Loaded policy = startPolicy()) {
            done(
                    "TPM2_PolicySecret",
                    t -> t.PolicySecret(
                            TPM_HANDLE.from(TPM_RH.ENDORSEMENT),
                            policy.handle,
                            new byte[0],
                            new byte[0],
                            new byte[0],
                            0));
            byte[] secret = command(t -> {
                t._withSessions(TPM_HANDLE.pwSession(new byte[0]), policy.handle);
                return t.ActivateCredential(key.handle, endorsement, object, encryptedSecret);
            });
            TPM_RC code = tpm._getLastResponseCode();
            if (!TPM_RC.SUCCESS.equals(code)) {
                throw new EnclaveException(
                        EnclaveFault.NO_EVIDENCE,
                        "expected a challenge for this TPM and this key, TPM2_ActivateCredential said " + code);
            }
            return secret;
        }
    }

    private Loaded startPolicy() {
        byte[] nonce = new byte[Digest.BYTES];
        // No secret hangs on it: the session has neither salt nor key.
        return new Loaded(answered(
                        "TPM2_StartAuthSession",
                        t -> t.StartAuthSession(
                                TPM_HANDLE.NULL,
                                TPM_HANDLE.NULL,
                                nonce,
                                new byte[0],
                                TPM_SE.POLICY,
                                TPMT_SYM_DEF.nullObject(),
                                TPM_ALG_ID.SHA256))
                .handle);
    }

    /** What an object that is always there says of itself, or empty if it is not there. */
    Optional<TPMT_PUBLIC> readPublic(TPM_HANDLE handle) {
        ReadPublicResponse read = command(t -> t.ReadPublic(handle));
        return TPM_RC.SUCCESS.equals(tpm._getLastResponseCode()) ? Optional.of(read.outPublic) : Optional.empty();
    }

    /** What lies at an index of the TPM's memory, or empty if nothing does. */
    Optional<byte[]> readMemory(int index) {
        TPM_HANDLE handle = new TPM_HANDLE(index);
        NV_ReadPublicResponse described = command(t -> t.NV_ReadPublic(handle));
        if (!TPM_RC.SUCCESS.equals(tpm._getLastResponseCode())) {
            return Optional.empty();
        }
        int size = described.nvPublic.dataSize;
        if (size > MAX_NV_BYTES) {
            return Optional.empty();
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream(size);
        while (read.size() < size) {
            int piece = Math.min(NV_PIECE, size - read.size());
            byte[] bytes = answered("TPM2_NV_Read", t -> t.NV_Read(handle, handle, piece, read.size()));
            read.writeBytes(Arrays.copyOf(bytes, piece));
        }
        return Optional.of(read.toByteArray());
    }

    private <T> T answered(String name, Function<Tpm, T> command) {
        T answer = command(command);
        TPM_RC code = tpm._getLastResponseCode();
        if (!TPM_RC.SUCCESS.equals(code)) {
            throw said(name, code);
        }
        return answer;
    }

    private void done(String name, Consumer<Tpm> command) {
        answered(name, t -> {
            command.accept(t);
            return t;
        });
    }

    private static EnclaveException said(String name, TPM_RC code) {
        return new EnclaveException(EnclaveFault.UNAVAILABLE, name + " was answered with " + code);
    }

    /** Gives a command, and leaves it to the caller to look at the code: the library would print it. */
    private <T> T command(Function<Tpm, T> command) {
        try {
            return command.apply(tpm._allowErrors());
        } catch (RuntimeException e) {
            // The library says with many exceptions that a connection broke or a response was malformed.
            throw new EnclaveException(EnclaveFault.UNAVAILABLE, "the TPM does not answer as a TPM does", e);
        }
    }

    @Override
    public void close() {
        try {
            tpm.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("not closed", e);
        }
    }
}
