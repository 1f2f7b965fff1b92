package dev.tutti.simulator.enclave;

import dev.tutti.attestation.SoftwareEvidence;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.key.RenewingCredential;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.security.SecureRandom;
import java.time.Clock;

/** A key in memory whose credential comes from an enrolment service, as that of any other enclave does. */
final class MemoryEnclave implements Enclave {
    private final SoftwareEnclave key;
    private final RenewingCredential<SoftwareEvidence> credential;

    MemoryEnclave(CredentialSource<SoftwareEvidence> source) {
        // The credential that it gives itself is signed by a key that nobody knows, and never shown.
        this.key = SoftwareEnclave.forDevelopment(
                new CredentialIssuer(OperatorKey.generate(new SecureRandom())), "nowhere");
        this.credential = new RenewingCredential<>(
                this, new SoftwareEvidence(key.publicKey()), Platform.SOFTWARE_DEVELOPMENT, source, Clock.systemUTC());
    }

    @Override
    public byte[] publicKey() {
        return key.publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }

    @Override
    public SignedCredential credential() {
        return credential.current();
    }

    /** Names the device. */
    @Override
    public String toString() {
        return "Memory" + key;
    }
}
