/** What an enrolment service asks of evidence. Whatever a policy does not name, it refuses. */
@NullMarked
package dev.tutti.attestation.policy;

import org.jspecify.annotations.NullMarked;
