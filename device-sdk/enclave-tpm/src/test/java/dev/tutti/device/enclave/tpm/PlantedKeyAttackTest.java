package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.sign.EcdsaP256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.TPM2B_ECC_PARAMETER;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SENSITIVE;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/**
 * Somebody who can use the TPM and write the folder brings a key along, which the TPM takes in as its own, and keeps a
 * copy.
 */
final class PlantedKeyAttackTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    private static TpmBench bench;

    @BeforeAll
    static void start() {
        TpmBench.assumeInstalled();
        bench = new TpmBench(folder);
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

    private TpmEnclave opened(TpmKeyCheck check) {
        return TpmEnclave.open(
                bench.address("a"), bench.keys("a"), TestEnrolment.refusing(), TpmBench.CLOCK, false, check);
    }

    private KeyPair plant() throws Exception {
        bench.enclave("a").close();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        TPMT_PUBLIC imported = TpmKeyTemplates.signing();
        imported.objectAttributes = new TPMA_OBJECT(TPMA_OBJECT.userWithAuth, TPMA_OBJECT.noDA, TPMA_OBJECT.sign);
        imported.unique = new TPMS_ECC_POINT(
                fixed(point.getW().getAffineX()), fixed(point.getW().getAffineY()));
        byte[] sensitive = new TPMT_SENSITIVE(
                        new byte[0],
                        new byte[0],
                        new TPM2B_ECC_PARAMETER(fixed(((ECPrivateKey) pair.getPrivate()).getS())))
                .toTpm();
        byte[] sized = ByteBuffer.allocate(2 + sensitive.length)
                .putShort((short) sensitive.length)
                .put(sensitive)
                .array();
        TPM2B_PRIVATE taken = bench.raw("a", tpm -> {
            CreatePrimaryResponse storage = tpm.CreatePrimary(
                    TPM_HANDLE.from(TPM_RH.OWNER),
                    new TPMS_SENSITIVE_CREATE(),
                    TpmKeyTemplates.storage(),
                    new byte[0],
                    new TPMS_PCR_SELECTION[0]);
            return tpm.Import(
                    storage.handle,
                    new byte[0],
                    imported,
                    new TPM2B_PRIVATE(sized),
                    new byte[0],
                    TPMT_SYM_DEF_OBJECT.nullObject());
        });
        TpmKeyFolder keys = new TpmKeyFolder(bench.keys("a"));
        keys.write(new TpmKeyFolder.Keys(
                TpmKeyBlob.of(imported, taken), keys.read().orElseThrow().attesting()));
        return pair;
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    @Test
    void aKeyThatWasBroughtAlongIsRefused() throws Exception {
        plant();

        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> opened(TpmKeyCheck.AS_ASKED))
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.KEY_REFUSED);
    }

    @Test
    void withoutTheCheckTheCopySignsForTheDeviceElsewhere() throws Exception {
        KeyPair copy = plant();

        try (TpmEnclave deceived = opened((found, template) -> {})) {
            Signature elsewhere = Signature.getInstance("SHA256withECDSA");
            elsewhere.initSign(copy.getPrivate());
            elsewhere.update(MESSAGE);
            assertThat(EcdsaP256.verify(deceived.publicKey(), MESSAGE, elsewhere.sign()))
                    .isTrue();
            assertThat(EcdsaP256.verify(deceived.publicKey(), MESSAGE, deceived.sign(MESSAGE)))
                    .isTrue();
        }
    }

    @Test
    void whoClaimsThatItWasMadeThereIsContradictedByTheTpm() throws Exception {
        plant();
        TpmKeyFolder folderOfKeys = new TpmKeyFolder(bench.keys("a"));
        TpmKeyFolder.Keys planted = folderOfKeys.read().orElseThrow();
        TPMT_PUBLIC claimed = planted.signing().parsedPublicArea();
        claimed.objectAttributes = TpmKeyTemplates.signing().objectAttributes;
        folderOfKeys.write(new TpmKeyFolder.Keys(
                new TpmKeyBlob(claimed.toTpm(), planted.signing().privateArea()), planted.attesting()));

        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(() -> opened(TpmKeyCheck.AS_ASKED))
                .extracting(EnclaveException::fault)
                .isEqualTo(EnclaveFault.KEY_REFUSED);
    }
}
