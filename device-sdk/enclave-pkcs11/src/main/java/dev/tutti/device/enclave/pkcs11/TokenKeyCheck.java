package dev.tutti.device.enclave.pkcs11;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import java.security.PrivateKey;

/** Whether a token's private key is one that cannot leave it. */
@FunctionalInterface
interface TokenKeyCheck {
    /** The check that is made. Fails closed: a key that does not plainly say that it stays is refused. */
    TokenKeyCheck STAYS_IN_TOKEN = key -> {
        // A provider gives no encoding of a key that is sensitive OR not extractable; we want both. A sensitive key
        // that is extractable leaves the token wrapped under another key. Only the key's
        // description says it, in these words from Java 8 to 25.
        if (key.getEncoded() != null) {
            throw refused("one whose value can be read");
        }
        if (!key.toString().endsWith("token object, sensitive, unextractable)")) {
            throw refused("one that is not said to be so");
        }
    };

    /**
     * Returns if the key cannot leave its token.
     *
     * @throws EnclaveException KEY_REFUSED if it can, or if that cannot be told
     */
    void check(PrivateKey key);

    private static EnclaveException refused(String found) {
        return new EnclaveException(
                EnclaveFault.KEY_REFUSED, "expected a sensitive, unextractable key in the token, found " + found);
    }
}
