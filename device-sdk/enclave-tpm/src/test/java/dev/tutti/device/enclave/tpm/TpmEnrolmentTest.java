package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.device.enclave.key.P256PublicKey;
import dev.tutti.secagg.sign.EcdsaP256;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** The device's half of enrolment, each byte of it read here by hand. */
final class TpmEnrolmentTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);
    private static final int RSA_CERTIFICATE = 0x01c00002;
    private static final int P256_CERTIFICATE = 0x01c0000a;

    @TempDir
    private static Path folder;

    private static TpmBench bench;
    private static TestEnrolment service;

    @BeforeAll
    static void start() {
        TpmBench.assumeInstalled();
        bench = new TpmBench(folder);
        service = new TestEnrolment(bench);
    }

    @AfterAll
    static void stop() {
        if (bench != null) {
            bench.close();
        }
    }

    @BeforeEach
    void newDevices() {
        bench.forgetKeys();
    }

    private TpmSession session(String name) {
        return TpmSession.open(bench.address(name), new TpmKeyFolder(bench.keys(name)), true, TpmKeyCheck.AS_ASKED);
    }

    private ActivationChallenge challengeFor(TpmIdentity identity, byte[] secret, byte[] nonce) {
        return service.seal(
                identity.endorsementCertificate(), TestEnrolment.name(identity.attestationKey()), secret, nonce);
    }

    @Test
    void theMakersCertificateVerifiesUnderItsRoot() throws Exception {
        try (TpmSession device = session("a")) {
            X509Certificate certificate = certificate(device.identity().endorsementCertificate());
            List<X509Certificate> authority = bench.authority().certificates();

            certificate.verify(authority.get(1).getPublicKey());
            authority.get(1).verify(authority.get(0).getPublicKey());
        }
    }

    @Test
    void theWholeRoundTripShowsTheSecretAndCertifiesTheSigningKey() {
        byte[] secret = TestEnrolment.random(32);
        byte[] nonce = TestEnrolment.random(32);
        try (TpmSession device = session("a")) {
            TpmIdentity identity = device.identity();

            ActivationProof proof = device.answer(challengeFor(identity, secret, nonce));

            assertThat(proof.secret()).isEqualTo(secret);
            checkByHand(identity, proof, nonce, device.publicKey());
        }
    }

    private static void checkByHand(
            TpmIdentity identity, ActivationProof proof, byte[] nonce, P256PublicKey publicKey) {
        // TPMT_PUBLIC: type, nameAlg, attributes, policy, symmetric, scheme with hash, curve, kdf, x, y.
        ByteBuffer key = ByteBuffer.wrap(proof.signingKey());
        assertThat(key.getShort()).isEqualTo((short) 0x0023);
        assertThat(key.getShort()).isEqualTo((short) 0x000b);
        assertThat(key.getInt()).isEqualTo(0x00040472);
        assertThat(sized(key)).isEmpty();
        assertThat(key.getShort()).isEqualTo((short) 0x0010);
        assertThat(key.getInt()).isEqualTo(0x0018000b);
        assertThat(key.getShort()).isEqualTo((short) 0x0003);
        assertThat(key.getShort()).isEqualTo((short) 0x0010);
        assertThat(P256PublicKey.ofCoordinates(sized(key), sized(key))).isEqualTo(publicKey);
        assertThat(key.hasRemaining()).isFalse();
        ByteBuffer attesting = ByteBuffer.wrap(identity.attestationKey());
        assertThat(attesting.getInt()).isEqualTo(0x0023000b);
        assertThat(attesting.getInt()).isEqualTo(0x00050472);
        byte[] point = Arrays.copyOfRange(identity.attestationKey(), 20, identity.attestationKey().length);
        ByteBuffer coordinates = ByteBuffer.wrap(point);
        P256PublicKey attestationKey = P256PublicKey.ofCoordinates(sized(coordinates), sized(coordinates));

        // TPMS_ATTEST: magic, type, signer, extraData, clock, firmware, name, qualified name.
        ByteBuffer attest = ByteBuffer.wrap(proof.attest());
        assertThat(attest.getInt()).isEqualTo(0xff544347);
        assertThat(attest.getShort()).isEqualTo((short) 0x8017);
        sized(attest);
        assertThat(sized(attest)).isEqualTo(nonce);
        attest.position(attest.position() + 17 + 8);
        assertThat(sized(attest)).isEqualTo(TestEnrolment.name(proof.signingKey()));
        sized(attest);
        assertThat(attest.hasRemaining()).isFalse();

        // TPMT_SIGNATURE: ECDSA, SHA-256, r, s.
        ByteBuffer signature = ByteBuffer.wrap(proof.signature());
        assertThat(signature.getInt()).isEqualTo(0x0018000b);
        byte[] der = attestationKey.signature(proof.attest(), sized(signature), sized(signature));
        assertThat(signature.hasRemaining()).isFalse();
        assertThat(EcdsaP256.verify(attestationKey.bytes(), proof.attest(), der))
                .isTrue();
    }

    private static byte[] sized(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return bytes;
    }

    @Test
    void itMayBeDoneAgainAndAgainBetweenSignatures() {
        try (TpmSession device = session("a")) {
            TpmIdentity identity = device.identity();
            for (int i = 0; i < 5; i++) {
                byte[] secret = TestEnrolment.random(16);
                ActivationChallenge challenge = challengeFor(identity, secret, TestEnrolment.random(32));
                assertThat(device.answer(challenge).secret()).isEqualTo(secret);
                assertThat(EcdsaP256.verify(device.publicKey().bytes(), MESSAGE, device.sign(MESSAGE)))
                        .isTrue();
            }
        }
    }

    @Test
    void aChallengeForAnotherTpmIsNotOpened() {
        try (TpmSession device = session("a");
                TpmSession other = session("b")) {
            ActivationChallenge forOther = service.seal(
                    other.identity().endorsementCertificate(),
                    TestEnrolment.name(device.identity().attestationKey()),
                    TestEnrolment.random(32),
                    TestEnrolment.random(32));

            noEvidence(() -> device.answer(forOther));

            assertThat(device.sign(MESSAGE)).isNotEmpty();
        }
    }

    @Test
    void aChallengeForAnotherKeyIsNotOpened() {
        try (TpmSession device = session("a");
                TpmSession other = session("b")) {
            TpmIdentity identity = device.identity();
            for (byte[] key : List.of(
                    other.identity().attestationKey(),
                    device.answer(challengeFor(identity, new byte[16], new byte[32]))
                            .signingKey())) {
                ActivationChallenge forOther = service.seal(
                        identity.endorsementCertificate(),
                        TestEnrolment.name(key),
                        TestEnrolment.random(32),
                        TestEnrolment.random(32));

                noEvidence(() -> device.answer(forOther));
            }
            assertThat(device.sign(MESSAGE)).isNotEmpty();
        }
    }

    @Test
    void malformedAndDamagedChallengesAreRefusedAndTheDeviceGoesOn() {
        try (TpmSession device = session("a")) {
            ActivationChallenge good = challengeFor(device.identity(), TestEnrolment.random(32), new byte[32]);
            List<ActivationChallenge> bad = new ArrayList<>();
            for (int length : new int[] {0, 1, 2, 3, 10, 40, good.idObject().length - 1}) {
                bad.add(new ActivationChallenge(
                        new byte[32], Arrays.copyOf(good.idObject(), length), good.encryptedSecret()));
            }
            for (int length : new int[] {0, 1, 2, 3, 10, good.encryptedSecret().length - 1}) {
                bad.add(new ActivationChallenge(
                        new byte[32], good.idObject(), Arrays.copyOf(good.encryptedSecret(), length)));
            }
            bad.add(new ActivationChallenge(
                    new byte[32], Arrays.copyOf(good.idObject(), good.idObject().length + 1), good.encryptedSecret()));
            for (int at = 0; at < good.idObject().length; at += 3) {
                byte[] flipped = good.idObject();
                flipped[at] ^= 1;
                bad.add(new ActivationChallenge(new byte[32], flipped, good.encryptedSecret()));
            }
            for (int at = 0; at < good.encryptedSecret().length; at += 31) {
                byte[] flipped = good.encryptedSecret();
                flipped[at] ^= 1;
                bad.add(new ActivationChallenge(new byte[32], good.idObject(), flipped));
            }

            for (ActivationChallenge challenge : bad) {
                noEvidence(() -> device.answer(challenge));
            }

            assertThat(device.answer(good).secret()).hasSize(32);
        }
    }

    @Test
    void aChallengeMadeByOtherToolsIsOpened() throws Exception {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "tpm2_makecredential")));
        if (System.getenv("CI") != null) {
            assertThat(installed).as("a checking machine has tpm2-tools").isTrue();
        }
        assumeTrue(installed, "tpm2_makecredential is not installed (Debian: tpm2-tools)");
        byte[] secret = TestEnrolment.random(32);
        try (TpmSession device = session("a")) {
            TpmIdentity identity = device.identity();
            PublicKey endorsement =
                    certificate(identity.endorsementCertificate()).getPublicKey();
            Files.writeString(
                    folder.resolve("ek.pem"),
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(endorsement.getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            Files.write(folder.resolve("secret"), secret);
            Process made = new ProcessBuilder(
                            "tpm2_makecredential",
                            "-T",
                            "none",
                            "-G",
                            "rsa",
                            "-u",
                            "ek.pem",
                            "-s",
                            "secret",
                            "-n",
                            HexFormat.of().formatHex(TestEnrolment.name(identity.attestationKey())),
                            "-o",
                            "out")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(made.waitFor()).as(said).isZero();
            // A magic number and a version of the tool's own stand before the two structures.
            byte[] out = Files.readAllBytes(folder.resolve("out"));
            int split = 8 + 2 + ByteBuffer.wrap(out).getShort(8);
            ActivationChallenge challenge = new ActivationChallenge(
                    new byte[32], Arrays.copyOfRange(out, 8, split), Arrays.copyOfRange(out, split, out.length));

            assertThat(device.answer(challenge).secret()).isEqualTo(secret);
        }
    }

    @Test
    void aTpmWithoutCertificateHasNoEvidence() {
        undefine("changed1", RSA_CERTIFICATE);

        try (TpmSession device = session("changed1")) {
            noEvidence(device::identity);
            assertThat(device.sign(MESSAGE)).isNotEmpty();
        }
    }

    @Test
    void aTpmWithAP256CertificateOnlyIsEnrolledByThat() throws Exception {
        undefine("changed2", RSA_CERTIFICATE);
        // As makers do: the memory is larger than the certificate.
        byte[] certificate = certificateOf(p256Endorsement("changed2"));
        store("changed2", P256_CERTIFICATE, Arrays.copyOf(certificate, certificate.length + 100));
        byte[] secret = TestEnrolment.random(32);
        byte[] nonce = TestEnrolment.random(32);

        try (TpmSession device = session("changed2")) {
            TpmIdentity identity = device.identity();
            assertThat(identity.endorsementCertificate()).isEqualTo(certificate);
            ActivationProof proof = device.answer(challengeFor(identity, secret, nonce));
            assertThat(proof.secret()).isEqualTo(secret);
            checkByHand(identity, proof, nonce, device.publicKey());
        }
    }

    @Test
    void aCertificateOfAnotherKeyIsNoEvidence() throws Exception {
        undefine("changed3", RSA_CERTIFICATE);
        store("changed3", P256_CERTIFICATE, certificateOf(generate().getPublic()));

        try (TpmSession device = session("changed3")) {
            TpmIdentity identity = device.identity();
            ActivationChallenge challenge = challengeFor(identity, new byte[32], new byte[32]);
            noEvidence(() -> device.answer(challenge));
        }
    }

    @Test
    void bytesThatAreNoCertificateAreNoEvidence() {
        undefine("changed4", RSA_CERTIFICATE);
        store("changed4", P256_CERTIFICATE, new byte[600]);

        try (TpmSession device = session("changed4")) {
            noEvidence(device::identity);
        }
    }

    private void undefine(String name, int index) {
        bench.raw(name, tpm -> {
            tpm.NV_UndefineSpace(TPM_HANDLE.from(TPM_RH.PLATFORM), new TPM_HANDLE(index));
            return tpm;
        });
    }

    private void store(String name, int index, byte[] bytes) {
        bench.raw(name, tpm -> {
            TPM_HANDLE handle = new TPM_HANDLE(index);
            TPM_HANDLE platform = TPM_HANDLE.from(TPM_RH.PLATFORM);
            tpm.NV_DefineSpace(
                    platform,
                    new byte[0],
                    new TPMS_NV_PUBLIC(
                            handle,
                            TPM_ALG_ID.SHA256,
                            new TPMA_NV(
                                    TPMA_NV.PPWRITE,
                                    TPMA_NV.PPREAD,
                                    TPMA_NV.OWNERREAD,
                                    TPMA_NV.AUTHREAD,
                                    TPMA_NV.NO_DA,
                                    TPMA_NV.PLATFORMCREATE),
                            new byte[0],
                            bytes.length));
            for (int at = 0; at < bytes.length; at += 256) {
                tpm.NV_Write(platform, handle, Arrays.copyOfRange(bytes, at, Math.min(at + 256, bytes.length)), at);
            }
            return tpm;
        });
    }

    private PublicKey p256Endorsement(String name) throws Exception {
        CreatePrimaryResponse made = bench.raw(name, tpm -> {
            CreatePrimaryResponse endorsement = tpm.CreatePrimary(
                    TPM_HANDLE.from(TPM_RH.ENDORSEMENT),
                    new TPMS_SENSITIVE_CREATE(),
                    TpmKeyTemplates.endorsementEcc(),
                    new byte[0],
                    new TPMS_PCR_SELECTION[0]);
            tpm.FlushContext(endorsement.handle);
            return endorsement;
        });
        TPMS_ECC_POINT point = (TPMS_ECC_POINT) made.outPublic.unique;
        byte[] spki = generate().getPublic().getEncoded();
        System.arraycopy(P256PublicKey.ofCoordinates(point.x, point.y).bytes(), 0, spki, spki.length - 65, 65);
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static KeyPair generate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] certificateOf(PublicKey key) throws Exception {
        KeyPair maker = generate();
        return new JcaX509v3CertificateBuilder(
                        new X500Name("CN=maker"),
                        BigInteger.ONE,
                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                        new X500Name("CN=a TPM"),
                        key)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(maker.getPrivate()))
                .getEncoded();
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static void noEvidence(ThrowingCallable call) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(call)
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.NO_EVIDENCE);
    }
}
