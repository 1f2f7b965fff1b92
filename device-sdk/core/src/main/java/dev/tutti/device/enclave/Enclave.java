package dev.tutti.device.enclave;

import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.SignedCredential;

/**
 * Where the device's signing key lives: hardware that signs statements and never gives the key away. Safe for use by
 * several threads.
 */
public interface Enclave extends StatementSigner {
    /**
     * The credential for this key, as the enrolment service issued it. It may be renewed; its device id never changes.
     */
    SignedCredential credential();
}
