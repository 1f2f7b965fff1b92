package dev.tutti.enrolment;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.Endorsement;
import dev.tutti.attestation.Evidence;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.util.List;

/** Verifies evidence as {@link AttestationVerifier} does, under one policy. Safe for use by several threads. */
public final class AttestingVerifier implements EvidenceVerifier {
    private final AttestationVerifier verifier = new AttestationVerifier();
    private final AttestationPolicy policy;

    /**
     * @param policy says which platforms, roots, levels and apps, and its version
     */
    public AttestingVerifier(AttestationPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Verdict verify(byte[] evidence, byte[] challenge, long nowMillis) {
        return verifyAgain(evidence, challenge, nowMillis, nowMillis);
    }

    @Override
    public Endorsement verifyEndorsement(List<byte[]> chain, long nowMillis) {
        return verifier.verifyEndorsement(chain, policy, nowMillis);
    }

    /**
     * Verifies what was verified before.
     *
     * @param thenMillis when: certificates must have been valid then
     * @param nowMillis as of when they must not be withdrawn
     */
    Verdict verifyAgain(byte[] evidence, byte[] challenge, long thenMillis, long nowMillis) {
        Evidence decoded;
        try {
            decoded = Evidence.decode(evidence);
        } catch (MalformedMessageException e) {
            return new Verdict.Refused("MALFORMED");
        }
        Attestation attestation = verifier.verifyAgain(decoded, challenge, policy, thenMillis, nowMillis);
        if (attestation instanceof Attestation.Verified verified) {
            return new Verdict.Accepted(
                    verified.publicKey(), verified.platform(), verified.level(), policy.version(), verified.tpm());
        }
        Attestation.Refused refused = (Attestation.Refused) attestation;
        return new Verdict.Refused(refused.reason() + " in " + refused.where());
    }
}
