package dev.tutti.device.round;

import dev.tutti.device.trust.SeatCredentials;
import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeFault;
import dev.tutti.secagg.params.ParameterCheck;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.Optional;

/** The protocol core's own checks on an announcement, in this device's words. */
final class SoundParameters {
    private SoundParameters() {}

    /** Whether the numbers protect anyone, whoever chose them. */
    static Optional<JoinRefusal> check(Announcement terms) {
        return ParameterCheck.check(terms)
                .map(fault -> new JoinRefusal(
                        switch (fault) {
                            case INSECURE_RING -> JoinFault.INSECURE_RING;
                            case NO_HEADROOM, COULD_CARRY -> JoinFault.COULD_CARRY;
                            case TOO_LARGE -> JoinFault.TOO_LARGE;
                            case WEAK_COMMITTEE -> JoinFault.PRIVACY_THRESHOLD_TOO_LOW;
                            case UNSUPPORTED_NOISE -> JoinFault.UNSUPPORTED_NOISE;
                        },
                        fault.name()));
    }

    /** Whether the committee is one of distinct, trusted devices that offered these keys themselves. */
    static Optional<JoinRefusal> checkCommittee(Announcement terms, CredentialTrust trust, long nowMillis) {
        return CommitteeCheck.check(terms, trust, nowMillis)
                .map(fault -> new JoinRefusal(
                        switch (fault) {
                            case NOT_DISTINCT -> JoinFault.MEMBERS_NOT_DISTINCT;
                            case WRONG_CHECK_IN -> JoinFault.MEMBER_WRONG_CHECK_IN;
                            case BAD_CREDENTIAL -> JoinFault.MEMBER_NOT_TRUSTED;
                            case BAD_SIGNATURE -> JoinFault.MEMBER_NOT_AUTHENTIC;
                            case BAD_KEY -> JoinFault.MEMBER_KEY_UNUSABLE;
                        },
                        fault == CommitteeFault.BAD_CREDENTIAL
                                ? SeatCredentials.disbelieved(terms, trust, nowMillis)
                                        .orElse("")
                                : ""));
    }
}
