package dev.tutti.enrolment;

import dev.tutti.secagg.statement.SignedCredential;

/** What became of {@link EnrolmentService#enrol}. */
public sealed interface EnrolResult {
    /**
     * The key is enrolled.
     *
     * @param index place of the enrolment in the log, from 0
     */
    record Enrolled(SignedCredential credential, int index) implements EnrolResult {}

    /**
     * No credential is given.
     *
     * @param detail for a person; the verifier's reason where it refused
     */
    record Refused(EnrolmentFault fault, String detail) implements EnrolResult {}
}
