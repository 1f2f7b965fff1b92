package dev.tutti.enrolment;

import dev.tutti.attestation.Challenge;

/** What became of {@link EnrolmentService#begin}. */
public sealed interface BeginResult {
    /**
     * Go on: attest a key for {@link Challenge} over this nonce.
     *
     * @param nonce good once
     */
    record Begun(IssuedNonce nonce) implements BeginResult {}

    /**
     * No nonce is given.
     *
     * @param detail for a person
     */
    record Refused(EnrolmentFault fault, String detail) implements BeginResult {}
}
