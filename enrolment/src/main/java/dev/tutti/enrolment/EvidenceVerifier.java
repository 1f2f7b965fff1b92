package dev.tutti.enrolment;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Challenge;
import dev.tutti.attestation.Endorsement;
import dev.tutti.attestation.RefusalReason;
import java.util.List;

/** Verifies raw evidence of a hardware key. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface EvidenceVerifier {
    /**
     * Whether the evidence shows a key that lives in trusted hardware and was asked for with this challenge. Anything
     * wrong with the evidence is {@link Verdict.Refused}, never an exception.
     *
     * @param evidence as the device sent it
     * @param challenge {@link Challenge}, {@link Challenge#BYTES} bytes
     * @param nowMillis milliseconds since the epoch
     */
    Verdict verify(byte[] evidence, byte[] challenge, long nowMillis);

    /**
     * Whether a TPM with this endorsement certificate may be enrolled at all. Until an implementation says otherwise,
     * none may.
     *
     * @param chain X.509, DER, the endorsement key's certificate first
     * @param nowMillis milliseconds since the epoch
     */
    default Endorsement verifyEndorsement(List<byte[]> chain, long nowMillis) {
        return new Endorsement.Refused(new Attestation.Refused(RefusalReason.PLATFORM_NOT_ALLOWED, "evidence"));
    }
}
