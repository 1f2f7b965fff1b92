package dev.tutti.simulator.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.enrolment.Dossier;
import dev.tutti.enrolment.DossierCheck;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every device of a fleet has a key of its own, kept where it was asked for, and a credential for what it showed. */
class FleetEnclavesTest {
    private static final String POPULATION = "fitness/test";
    private static final byte[] MESSAGE = {1, 2, 3};

    private final OperatorKey key = OperatorKey.generate(new SecureRandom());
    private final CredentialIssuer issuer = new CredentialIssuer(key);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyDeviceIsEnrolledWithAKeyOfItsOwn(EnclaveKind kind) throws Exception {
        Installed.assume(kind);
        List<Integer> told = new ArrayList<>();
        CredentialTrust trust = kind.trust(issuer.publicKey());
        Set<DeviceId> devices = new HashSet<>();

        try (FleetEnclaves enclaves = FleetEnclaves.enrol(kind, folder, POPULATION, key, artifacts(), 3, told::add)) {
            for (Enclave enclave : enclaves.all()) {
                SignedCredential credential = enclave.credential();
                assertThat(trust.check(credential, POPULATION, System.currentTimeMillis()))
                        .isEmpty();
                assertThat(credential.credential().platform()).isEqualTo(kind.platform());
                assertThat(EcdsaP256.verify(credential.credential().publicKey(), MESSAGE, enclave.sign(MESSAGE)))
                        .isTrue();
                devices.add(credential.credential().device());
                Path dossier =
                        artifacts().resolve(Dossier.path(credential.credential().evidenceHash()));
                assertThat(DossierCheck.check(
                                credential,
                                Dossier.decode(Files.readAllBytes(dossier)),
                                enclaves.policy(),
                                System.currentTimeMillis()))
                        .as("what it showed is published, and holds")
                        .isEmpty();
            }
            assertThat(enclaves.line()).contains("3 enrolled").contains("protects nobody");
        }

        assertThat(devices).hasSize(3);
        assertThat(told).containsExactly(1, 2, 3);
        assertThat(ProcessHandle.current().descendants())
                .as("no emulator is left running")
                .noneMatch(process -> process.info().command().orElse("").endsWith("/swtpm"));
        String settings = System.getenv(SoftHsm.CONFIGURATION);
        assertThat(settings == null || Files.notExists(Path.of(settings)))
                .as("no settings of a token are left")
                .isTrue();
    }

    @Test
    void aTpmOfAnotherAuthorityIsNotEnrolled() {
        Installed.assume(EnclaveKind.TPM);
        try (EmulatedTpms ours = EmulatedTpms.start(folder.resolve("ours"));
                EmulatedTpms others = EmulatedTpms.start(folder.resolve("others"));
                FleetEnrolment enrolment = enrolment(ours)) {
            assertThat(ours.open(0, enrolment).credential().credential().platform())
                    .isEqualTo(EnclaveKind.TPM.platform());

            refused("UNTRUSTED_ROOT", others.open(1, enrolment));

            assertThat(enrolment.enrolled()).isEqualTo(1);
        }
    }

    @Test
    void aKeyInMemoryIsNotEnrolledWhereTpmsAre() {
        Installed.assume(EnclaveKind.TPM);
        try (EmulatedTpms tpms = EmulatedTpms.start(folder.resolve("tpms"));
                FleetEnrolment enrolment = enrolment(tpms)) {
            refused("PLATFORM_NOT_ALLOWED", new MemoryKeys().open(0, enrolment));

            assertThat(enrolment.enrolled()).isZero();
        }
    }

    @Test
    void aCredentialForAKeyInMemoryIsNotBelievedWhereTpmsAre() {
        try (FleetEnrolment enrolment = enrolment(new MemoryKeys())) {
            SignedCredential software = new MemoryKeys().open(0, enrolment).credential();

            assertThat(EnclaveKind.TPM
                            .trust(issuer.publicKey())
                            .check(software, POPULATION, System.currentTimeMillis()))
                    .contains(CredentialFault.PLATFORM_REFUSED);
            assertThat(EnclaveKind.SOFTWARE
                            .trust(issuer.publicKey())
                            .check(software, POPULATION, System.currentTimeMillis()))
                    .isEmpty();
        }
    }

    @Test
    void noCredentialIsIssuedWithoutAnEntryInTheLog() {
        try (FleetEnrolment enrolment = enrolment(new MemoryKeys())) {
            KeyCredential credential =
                    new MemoryKeys().open(0, enrolment).credential().credential();

            assertThat(enrolment.enrolled()).isEqualTo(1);
            assertThat(credential.policyVersion()).isEqualTo(FleetEnrolment.POLICY_VERSION);
        }
    }

    private Path artifacts() {
        return folder.resolve("artifacts");
    }

    private FleetEnrolment enrolment(KeyKeeper keeper) {
        return FleetEnrolment.open(folder.resolve("enrolment"), POPULATION, keeper.policy(), key, artifacts());
    }

    private static void refused(String reason, Enclave enclave) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(enclave::credential)
                .satisfies(e -> assertThat(e.fault()).isEqualTo(EnclaveFault.NO_CREDENTIAL))
                .havingCause()
                .isInstanceOf(IOException.class)
                .withMessageContaining(reason);
    }
}
