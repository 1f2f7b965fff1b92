package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.security.MessageDigest;
import java.util.Optional;

/** The key was made for the challenge of this enrolment, whole: evidence that somebody saw is no use to him. */
final class AttestationChallenge implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return MessageDigest.isEqual(key.challenge(), circumstances.challenge())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.CHALLENGE_MISMATCH, "key description"));
    }
}
