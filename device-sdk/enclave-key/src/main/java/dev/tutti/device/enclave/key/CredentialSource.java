package dev.tutti.device.enclave.key;

import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;

/**
 * The way to the enrolment service, as the app goes it. Asked for the first credential and for every later one.
 *
 * @param <E> what this kind of hardware can show about its key
 */
@FunctionalInterface
public interface CredentialSource<E> {
    /**
     * A credential for the key, fresh from the enrolment service. Called by one thread at a time for each enclave.
     *
     * @param key the public key, and a way to show possession of its private half
     * @param evidence what the hardware shows
     * @throws IOException if the service cannot be reached or refuses; asked again later
     */
    SignedCredential credentialFor(StatementSigner key, E evidence) throws IOException;
}
