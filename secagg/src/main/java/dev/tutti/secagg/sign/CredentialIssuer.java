package dev.tutti.secagg.sign;

import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;

/** The enrolment service's key: turns a verified key into a signed credential. Verifying the raw evidence is its caller's step. */
public final class CredentialIssuer {
    private static final String LABEL = "tutti/credential-issuer/v1";

    private final OperatorKey key;

    /**
     * @param key a key of the enrolment service alone; never the operator's own
     */
    public CredentialIssuer(OperatorKey key) {
        this.key = key;
    }

    /** A copy of the public key that {@link CredentialTrust} takes. */
    public byte[] publicKey() {
        return key.publicKey();
    }

    /** Signs a credential. */
    public SignedCredential issue(KeyCredential credential) {
        return new SignedCredential(credential, key.sign(LABEL, credential.encode()));
    }

    static boolean issued(OperatorVerifier issuer, SignedCredential credential) {
        return issuer.verify(LABEL, credential.credential().encode(), credential.issuerSignature());
    }
}
