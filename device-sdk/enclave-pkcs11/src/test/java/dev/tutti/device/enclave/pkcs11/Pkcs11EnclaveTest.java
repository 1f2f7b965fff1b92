package dev.tutti.device.enclave.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key in a real token: it signs, it stays, it comes back, and what goes wrong is said plainly. */
final class Pkcs11EnclaveTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    @BeforeAll
    static void installed() {
        SoftToken.assumeInstalled();
    }

    private static Pkcs11Enclave generated(SoftToken token, String alias) {
        return Pkcs11Enclave.openOrGenerate(token.token(), alias, SoftToken::pin, Enrolling.SERVICE, Enrolling.CLOCK);
    }

    private static Pkcs11Enclave opened(Pkcs11Token token, String alias) {
        return Pkcs11Enclave.open(token, alias, SoftToken::pin, Enrolling.SERVICE, Enrolling.CLOCK);
    }

    @Test
    void whatTheTokenSignsVerifies() {
        Pkcs11Enclave enclave = generated(SoftToken.SHARED, "signing");

        for (int i = 0; i < 300; i++) {
            byte[] message = {(byte) i, (byte) (i >> 8)};
            assertThat(EcdsaP256.verify(enclave.publicKey(), message, enclave.sign(message)))
                    .isTrue();
        }
        assertThat(EcdsaP256.verify(enclave.publicKey(), MESSAGE, enclave.sign(new byte[0])))
                .isFalse();
    }

    @Test
    void theSameKeyComesBackInAnotherProcess() {
        Pkcs11Enclave enclave = generated(SoftToken.RESTARTED, "device");

        String said = SoftToken.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ReopenedToken.class.getName(),
                SoftToken.libraryPath().toString(),
                Long.toString(SoftToken.RESTARTED.slot()),
                "device",
                HexFormat.of().formatHex(MESSAGE));

        String[] words = said.strip().split(" ");
        assertThat(words[0]).isEqualTo(DeviceId.ofPublicKey(enclave.publicKey()).hex());
        assertThat(EcdsaP256.verify(enclave.publicKey(), MESSAGE, HexFormat.of().parseHex(words[1])))
                .isTrue();
    }

    @Test
    void anotherToolFindsOneKeyThatNeverWasOutside() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "pkcs11-tool")));
        if (System.getenv("CI") != null) {
            assertThat(installed)
                    .as("a checking machine has pkcs11-tool (Debian: opensc)")
                    .isTrue();
        }
        assumeTrue(installed, "pkcs11-tool is not installed (Debian: opensc)");
        generated(SoftToken.INSPECTED, "device");

        String said = SoftToken.run(
                "pkcs11-tool",
                "--module",
                SoftToken.libraryPath().toString(),
                "--token-label",
                SoftToken.INSPECTED.name(),
                "--login",
                "--pin",
                SoftToken.PIN,
                "--list-objects");

        assertThat(said).containsOnlyOnce("Private Key Object; EC");
        assertThat(said).contains("sensitive, always sensitive, never extractable, local");
    }

    @Test
    void openingAgainMakesNoSecondKeyAndEachNameHasItsOwn() {
        Pkcs11Enclave first = generated(SoftToken.SHARED, "first");

        assertThat(generated(SoftToken.SHARED, "first").publicKey()).isEqualTo(first.publicKey());
        assertThat(opened(SoftToken.SHARED.token(), "first").publicKey()).isEqualTo(first.publicKey());
        assertThat(generated(SoftToken.SHARED, "second").publicKey()).isNotEqualTo(first.publicKey());
    }

    @Test
    void aSlotIsFoundByItsPlaceToo() {
        Pkcs11Enclave enclave = generated(SoftToken.SHARED, "placed");
        Pkcs11Token byPlace = Pkcs11Token.atListIndex(SoftToken.libraryPath(), SoftToken.SHARED.listIndex());

        assertThat(opened(byPlace, "placed").publicKey()).isEqualTo(enclave.publicKey());
    }

    @Test
    void manyThreadsSignAtOnce() throws Exception {
        Pkcs11Enclave enclave = generated(SoftToken.SHARED, "threads");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> signed = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                byte[] message = {(byte) i, (byte) (i >> 8)};
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
    void itsCredentialIsForThisKeyAndThisPlatform() throws Exception {
        Pkcs11Enclave enclave = generated(SoftToken.SHARED, "enrolled");

        SignedCredential credential = enclave.credential();

        CredentialTrust trust =
                CredentialTrust.of(List.of(Enrolling.ISSUER.publicKey()), EnumSet.of(Platform.PKCS11), Set.of());
        assertThat(trust.check(credential, Enrolling.POPULATION, Enrolling.CLOCK.millis()))
                .isEmpty();
        assertThat(credential.credential().publicKey()).isEqualTo(enclave.publicKey());
    }

    @Test
    void itsEvidenceIsACertificateSignedByItself() throws Exception {
        List<Pkcs11Evidence> shown = new ArrayList<>();
        Pkcs11Enclave enclave = Pkcs11Enclave.openOrGenerate(
                SoftToken.SHARED.token(),
                "shown",
                SoftToken::pin,
                (key, evidence) -> {
                    shown.add(evidence);
                    return Enrolling.SERVICE.credentialFor(key, evidence);
                },
                Enrolling.CLOCK);

        Digest evidence = enclave.credential().credential().evidenceHash();

        byte[] der = shown.get(0).certificate();
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        certificate.verify(certificate.getPublicKey());
        assertThat(evidence).isEqualTo(Digest.sha256(der));
        assertThat(certificate.getPublicKey().getEncoded()).endsWith(enclave.publicKey());
    }

    @Test
    void thePinIsWipedAfterUse() {
        char[] pin = SoftToken.pin();

        Pkcs11Enclave.openOrGenerate(SoftToken.SHARED.token(), "wiped", () -> pin, Enrolling.SERVICE, Enrolling.CLOCK);

        assertThat(pin).containsOnly('\0');
    }

    @Test
    void aWrongPinIsSaidAndWipedAndNowhereInTheMessage() {
        char[] wrong = "87654321".toCharArray();

        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> Pkcs11Enclave.openOrGenerate(
                        SoftToken.LOCKED.token(), "any", () -> wrong, Enrolling.SERVICE, Enrolling.CLOCK))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(EnclaveFault.WRONG_PIN))
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("87654321"));
        assertThat(wrong).containsOnly('\0');
    }

    @Test
    void aMissingLibraryIsSaid() {
        fails(
                EnclaveFault.NOT_INSTALLED,
                () -> opened(Pkcs11Token.inSlot(Path.of("/nowhere/libnothing.so"), 0), "any"));
    }

    @Test
    void aSlotWithoutTokenIsSaid() {
        fails(EnclaveFault.NOT_INSTALLED, () -> opened(Pkcs11Token.atListIndex(SoftToken.libraryPath(), 1_000), "any"));
    }

    @Test
    void aKeyThatMustBeThereIsNotMade() {
        fails(EnclaveFault.NO_KEY, () -> opened(SoftToken.EMPTY.token(), "missing"));
        fails(EnclaveFault.NO_KEY, () -> opened(SoftToken.EMPTY.token(), "missing"));
    }

    @Test
    void loggedOutItSaysSoAndGoesOnWhenAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Pkcs11Enclave enclave = Pkcs11Enclave.openOrGenerate(
                SoftToken.LOGGED_OUT.token(),
                "device",
                () -> {
                    asked.incrementAndGet();
                    return SoftToken.pin();
                },
                Enrolling.SERVICE,
                Enrolling.CLOCK);
        TokenSession.open(SoftToken.LOGGED_OUT.token(), SoftToken::pin).logout();

        fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));

        assertThat(EcdsaP256.verify(enclave.publicKey(), MESSAGE, enclave.sign(MESSAGE)))
                .isTrue();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aWrongPinAfterALogoutIsTriedOnceOnly() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Pkcs11Enclave enclave = Pkcs11Enclave.openOrGenerate(
                SoftToken.EXCHANGED.token(),
                "device",
                () -> asked.getAndIncrement() == 0 ? SoftToken.pin() : "0000".toCharArray(),
                Enrolling.SERVICE,
                Enrolling.CLOCK);
        TokenSession.open(SoftToken.EXCHANGED.token(), SoftToken::pin).logout();

        fails(EnclaveFault.UNAVAILABLE, () -> enclave.sign(MESSAGE));
        fails(EnclaveFault.WRONG_PIN, () -> enclave.sign(MESSAGE));
        fails(EnclaveFault.WRONG_PIN, () -> enclave.sign(MESSAGE));

        assertThat(asked).hasValue(2);
    }

    @Test
    void pulledOutItSaysSo() {
        Pkcs11Enclave enclave = generated(SoftToken.PULLED, "device");
        enclave.sign(MESSAGE);

        SoftToken.PULLED.pull();

        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> enclave.sign(MESSAGE))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(EnclaveFault.UNAVAILABLE));
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> enclave.sign(MESSAGE))
                .satisfies(e -> assertThat(e.fault())
                        .isIn(EnclaveFault.UNAVAILABLE, EnclaveFault.NO_KEY, EnclaveFault.NOT_INSTALLED));
    }

    @Test
    void settingsCannotBeSmuggledInWithAPath() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs11Token.inSlot(Path.of("/lib.so\nslot = 3"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs11Token.inSlot(Path.of("/${user.home}/lib.so"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs11Token.inSlot(Path.of("lib.so"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs11Token.inSlot(Path.of("/lib.so"), -1));
    }

    @Test
    void itsNameSaysNothingOfKeyAndPin() {
        assertThat(generated(SoftToken.SHARED, "named").toString())
                .startsWith("Pkcs11Enclave[")
                .hasSizeLessThan(40);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    private static void fails(EnclaveFault fault, ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(fault);
    }
}
