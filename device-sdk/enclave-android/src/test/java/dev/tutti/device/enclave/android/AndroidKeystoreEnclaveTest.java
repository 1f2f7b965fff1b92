package dev.tutti.device.enclave.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.device.enclave.android.StandInKeystore.Specification;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key behind Android's interface, kept by {@link StandInKeystore} in its place. */
final class AndroidKeystoreEnclaveTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));
    private final List<AndroidEvidence> shown = new ArrayList<>();

    private final CredentialSource<AndroidEvidence> service = (key, evidence) -> {
        shown.add(evidence);
        return issuer.issue(new KeyCredential(
                DeviceId.ofPublicKey(key.publicKey()),
                "fitness/test",
                key.publicKey(),
                Platform.ANDROID,
                KeyLevel.STRONG_BOX,
                CLOCK.millis(),
                CLOCK.millis() + 1_000,
                Digest.sha256(evidence.chain().get(0)),
                1));
    };

    @BeforeAll
    static void install() {
        Security.addProvider(new StandInKeystore());
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(KeystoreKey.KEYSTORE);
    }

    private AndroidKeystoreEnclave generated(Specification specification) {
        return AndroidKeystoreEnclave.openOrGenerate(specification.alias(), () -> specification, service, CLOCK);
    }

    @Test
    void whatTheKeystoreSignsVerifies() {
        AndroidKeystoreEnclave enclave = generated(Specification.of("signing"));

        for (int i = 0; i < 300; i++) {
            byte[] message = {(byte) i, (byte) (i >> 8)};
            assertThat(EcdsaP256.verify(enclave.publicKey(), message, enclave.sign(message)))
                    .isTrue();
        }
    }

    @Test
    void theSameKeyIsFoundAgainAndNoSecondOneMade() {
        AndroidKeystoreEnclave first = generated(Specification.of("again"));

        AndroidKeystoreEnclave second = AndroidKeystoreEnclave.openOrGenerate(
                "again",
                () -> {
                    throw new AssertionError("expected no new key");
                },
                service,
                CLOCK);

        assertThat(second.publicKey()).isEqualTo(first.publicKey());
        assertThat(AndroidKeystoreEnclave.open("again", service, CLOCK).publicKey())
                .isEqualTo(first.publicKey());
    }

    @Test
    void itsEvidenceIsTheChainWithItsOwnCertificateFirst() throws Exception {
        AndroidKeystoreEnclave enclave = generated(Specification.of("shown"));

        enclave.credential();

        KeyStore store = KeyStore.getInstance(KeystoreKey.KEYSTORE);
        store.load(null);
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).chain()).hasSize(3);
        assertThat(shown.get(0).chain().get(0))
                .isEqualTo(store.getCertificate("shown").getEncoded());
    }

    @Test
    void itsCredentialIsForThisKeyAndThisPlatform() {
        AndroidKeystoreEnclave enclave = generated(Specification.of("enrolled"));

        CredentialTrust trust = CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.of(Platform.ANDROID), Set.of());
        assertThat(trust.check(enclave.credential(), "fitness/test", CLOCK.millis()))
                .isEmpty();
        assertThat(enclave.credential().credential().publicKey()).isEqualTo(enclave.publicKey());
    }

    @Test
    void manyThreadsSignAtOnce() throws Exception {
        AndroidKeystoreEnclave enclave = generated(Specification.of("threads"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> signed = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] message = {(byte) i};
                signed.add(threads.submit(() -> EcdsaP256.verify(enclave.publicKey(), message, enclave.sign(message))));
            }
            for (Future<Boolean> verified : signed) {
                assertThat(verified.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aKeyThatCanBeReadIsRefused() {
        fails(EnclaveFault.KEY_REFUSED, () -> generated(new Specification("readable", "secp256r1", true, 3)));
    }

    @Test
    void withoutTheCheckTheReadKeySignsForTheDeviceElsewhere() throws Exception {
        fails(EnclaveFault.KEY_REFUSED, () -> generated(new Specification("copied", "secp256r1", true, 3)));
        KeyStore store = KeyStore.getInstance(KeystoreKey.KEYSTORE);
        store.load(null);
        byte[] read = store.getKey("copied", null).getEncoded();

        AndroidKeystoreEnclave deceived = AndroidKeystoreEnclave.open("copied", service, CLOCK, key -> true);

        PrivateKey copy = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(read));
        Signature elsewhere = Signature.getInstance("SHA256withECDSA");
        elsewhere.initSign(copy);
        elsewhere.update(MESSAGE);
        assertThat(EcdsaP256.verify(deceived.publicKey(), MESSAGE, elsewhere.sign()))
                .isTrue();
    }

    @Test
    void aKeyOfAnotherCurveIsRefused() {
        fails(EnclaveFault.KEY_REFUSED, () -> generated(new Specification("p384", "secp384r1", false, 3)));
    }

    @Test
    void aKeyWithoutAttestationHasNoEvidence() {
        fails(EnclaveFault.NO_EVIDENCE, () -> generated(new Specification("alone", "secp256r1", false, 1)));
        fails(EnclaveFault.NO_EVIDENCE, () -> generated(new Specification("crowd", "secp256r1", false, 7)));
    }

    @Test
    void aKeyThatMustBeThereIsNotMade() {
        fails(EnclaveFault.NO_KEY, () -> AndroidKeystoreEnclave.open("missing", service, CLOCK));
        fails(
                EnclaveFault.NO_KEY,
                () -> AndroidKeystoreEnclave.openOrGenerate(
                        "misnamed", () -> Specification.of("otherwise"), service, CLOCK));
    }

    @Test
    void whenTheKeystoreFailsItSaysSoAndGoesOnWhenAskedAgain() {
        AndroidKeystoreEnclave enclave = generated(Specification.of("failing"));
        StandInKeystore.setBroken(true);
        try {
            fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
        } finally {
            StandInKeystore.setBroken(false);
        }

        assertThat(EcdsaP256.verify(enclave.publicKey(), MESSAGE, enclave.sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void anotherKeyUnderTheSameNameIsNotThisDevice() {
        AndroidKeystoreEnclave enclave = generated(Specification.of("replaced"));
        StandInKeystore.delete("replaced");
        generated(Specification.of("replaced"));
        StandInKeystore.setBroken(true);
        try {
            fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
        } finally {
            StandInKeystore.setBroken(false);
        }

        fails(EnclaveFault.KEY_CHANGED, () -> enclave.sign(MESSAGE));
    }

    @Test
    void whereThereIsNoSuchKeystoreIsSaid() {
        Security.removeProvider(KeystoreKey.KEYSTORE);
        try {
            fails(EnclaveFault.NOT_INSTALLED, () -> AndroidKeystoreEnclave.open("any", service, CLOCK));
            fails(EnclaveFault.NOT_INSTALLED, () -> generated(Specification.of("any")));
        } finally {
            Security.addProvider(new StandInKeystore());
        }
    }

    @Test
    void itsNameSaysNothingOfTheKey() {
        assertThat(generated(Specification.of("named")).toString())
                .startsWith("AndroidKeystoreEnclave[")
                .hasSizeLessThan(48);
    }

    private static void fails(EnclaveFault fault, ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(fault);
    }
}
