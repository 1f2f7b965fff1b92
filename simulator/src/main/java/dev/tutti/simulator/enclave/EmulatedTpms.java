package dev.tutti.simulator.enclave;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.tpm.TpmAddress;
import dev.tutti.device.enclave.tpm.TpmEnclave;
import dev.tutti.device.enclave.tpm.emulator.EmulatedTpm;
import dev.tutti.device.enclave.tpm.emulator.EmulatedTpmAuthority;
import dev.tutti.device.enclave.tpm.emulator.EmulatedTpmException;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** A TPM for each device, in a process of its own; all certified by one authority, which is made for this run. */
final class EmulatedTpms implements KeyKeeper {
    private final Path folder;
    private final EmulatedTpmAuthority authority;
    private final List<EmulatedTpm> tpms = new ArrayList<>();
    private final Deque<TpmEnclave> enclaves = new ArrayDeque<>();

    private EmulatedTpms(Path folder) {
        this.folder = folder;
        this.authority = EmulatedTpmAuthority.in(folder.resolve("authority"));
    }

    /**
     * Makes the authority and the first TPM; the others start when they are opened.
     *
     * @param folder where they live, and where they leave nothing that somebody else has
     * @throws EmulatedTpmException if it does not start
     */
    static EmulatedTpms start(Path folder) {
        EmulatedTpms all = new EmulatedTpms(folder);
        all.tpm(0);
        return all;
    }

    private EmulatedTpm tpm(int device) {
        while (tpms.size() <= device) {
            tpms.add(EmulatedTpm.start(folder.resolve("tpm-" + tpms.size()), authority));
        }
        return tpms.get(device);
    }

    /** Trusts the root of this run's authority by its key, and only because it may be an emulator's. */
    @Override
    public AttestationPolicy policy() {
        return AttestationPolicy.forDevelopment(FleetEnrolment.POLICY_VERSION, Set.of(Concession.EMULATED_TPMS))
                .allow(Platform.TPM2)
                .trustRoot(
                        Platform.TPM2,
                        Digest.sha256(
                                authority.certificates().get(0).getPublicKey().getEncoded()))
                .build();
    }

    @Override
    public Enclave open(int device, FleetEnrolment enrolment) {
        EmulatedTpm tpm = tpm(device);
        TpmEnclave enclave = TpmEnclave.openOrGenerate(
                TpmAddress.emulator(tpm.host(), tpm.port()),
                folder.resolve("keys-" + device),
                enrolment.tpm(device, certificatesAbove()),
                Clock.systemUTC());
        enclaves.push(enclave);
        return enclave;
    }

    /** What a maker publishes: its issuer's certificate, then its root's. */
    private List<byte[]> certificatesAbove() {
        List<X509Certificate> rootAndIssuer = authority.certificates();
        try {
            return List.of(
                    rootAndIssuer.get(1).getEncoded(), rootAndIssuer.get(0).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new EmulatedTpmException("expected the authority's certificates to have an encoding", e);
        }
    }

    @Override
    public void close() {
        enclaves.forEach(TpmEnclave::close);
        tpms.forEach(EmulatedTpm::close);
    }
}
