package dev.tutti.enrolment;

import dev.tutti.attestation.Challenge;

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
}
