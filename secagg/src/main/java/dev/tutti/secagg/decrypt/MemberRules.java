package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import dev.tutti.secagg.update.UpdateFault;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a member holds the others to: {@link #ALL}, always. That it is a value at all is for the tests of attacks, which
 * leave out one rule and show what it is there for.
 *
 * @param waived refusals never given
 * @param headers how a contributor's header is judged
 * @param certificates what opens
 * @param sealing what a contributor's share must be sealed under, given whose it is
 * @param proving what its degree proof must be challenged under, given whose it is
 */
record MemberRules(
        Set<RefusalReason> waived,
        HeaderRule headers,
        CertificateRule certificates,
        UnaryOperator<ShareBinding> sealing,
        UnaryOperator<ShareBinding> proving) {
    /** Every rule of the protocol. */
    static final MemberRules ALL = new MemberRules(
            Set.of(),
            UpdateCheck::check,
            (certificate, votedFor, announcement) ->
                    certificate.cohortRoot().equals(votedFor) && certificate.isValidFor(announcement),
            UnaryOperator.identity(),
            UnaryOperator.identity());

    /** Whether the member refuses for this reason. */
    boolean enforce(RefusalReason reason) {
        return !waived.contains(reason);
    }

    /** Judges one header. */
    @FunctionalInterface
    interface HeaderRule {
        /** The first fault, or empty. */
        Optional<UpdateFault> check(
                Announcement announcement, SignedUpdate update, CredentialTrust trust, long nowMillis);
    }

    /** Judges a certificate. */
    @FunctionalInterface
    interface CertificateRule {
        /** Whether a member that voted for {@code votedFor} opens it on this certificate. */
        boolean opens(QuorumCertificate certificate, Digest votedFor, Announcement announcement);
    }
}
