package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import java.util.Arrays;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMT_PUBLIC;

/** Whether a key's public area says what its template asked for. The TPM itself holds the private half to it. */
@FunctionalInterface
interface TpmKeyCheck {
    /** The check that is made: everything but the point is as in the template, to the byte. */
    TpmKeyCheck AS_ASKED = (found, template) -> {
        TPMT_PUBLIC expected = TPMT_PUBLIC.fromTpm(template.toTpm());
        if (!(found.unique instanceof TPMS_ECC_POINT)) {
            throw refused();
        }
        expected.unique = found.unique;
        if (!Arrays.equals(expected.toTpm(), found.toTpm())) {
            throw refused();
        }
    };

    /**
     * Returns if {@code found} is as {@code template} asked.
     *
     * @throws EnclaveException KEY_REFUSED if it is not
     */
    void check(TPMT_PUBLIC found, TPMT_PUBLIC template);

    private static EnclaveException refused() {
        return new EnclaveException(
                EnclaveFault.KEY_REFUSED, "expected a P-256 key that was made in this TPM and cannot leave it");
    }
}
