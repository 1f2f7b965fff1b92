package dev.tutti.attestation.x509;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.policy.AttestationPolicy.Revocations;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.attestation.policy.RevocationList.Status;
import java.util.Optional;

/**
 * No certificate is on the platform's revocation list, and the list is of late: who can hold back a new list could
 * otherwise keep a stolen key alive.
 */
public final class RevokedSerials implements Check<CertificateChain> {
    private final boolean listRequired;

    private RevokedSerials(boolean listRequired) {
        this.listRequired = listRequired;
    }

    /** Refuses everything where the policy has no list. */
    public static RevokedSerials required() {
        return new RevokedSerials(true);
    }

    /** Looks at a list where the policy has one: for makers that publish none. */
    public static RevokedSerials ifListed() {
        return new RevokedSerials(false);
    }

    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        Optional<Revocations> revocations = circumstances.policy().revocations(circumstances.platform());
        if (revocations.isEmpty()) {
            return listRequired
                    ? Optional.of(new Refused(RefusalReason.REVOCATION_LIST_STALE, "policy"))
                    : Optional.empty();
        }
        RevocationList list = revocations.get().source().current();
        long age = circumstances.listsMillis() - list.fetchedAtMillis();
        if (age < 0 || age > revocations.get().maximumAge().toMillis()) {
            return Optional.of(new Refused(RefusalReason.REVOCATION_LIST_STALE, "revocation list"));
        }
        for (int i = 0; i < chain.size(); i++) {
            Optional<Status> status = list.status(chain.get(i).serial());
            if (status.isPresent()) {
                RefusalReason reason =
                        status.get() == Status.SUSPENDED ? RefusalReason.SUSPENDED : RefusalReason.REVOKED;
                return Optional.of(new Refused(reason, CertificateChain.name(i)));
            }
        }
        return Optional.empty();
    }
}
