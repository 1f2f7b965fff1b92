package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Revocations as a job, a decryptor or a device keeps them: lists are taken in rising versions only, and say nothing once
 * they are too old, so that whoever withholds them brings rounds to a stop and not a revoked device back. Fails closed:
 * with no list no device is good. Safe for use by several threads.
 */
public final class RevocationView {
    /** How far clocks may differ. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final OperatorVerifier enrolmentKey;
    private final long maxAgeMillis;
    private Optional<RevocationList> held = Optional.empty();
    private Set<DeviceId> revoked = Set.of();

    /**
     * @param enrolmentKey the pinned key of the enrolment service
     * @param maxAge how old a list may be, 1 minute to 30 days
     */
    public RevocationView(OperatorVerifier enrolmentKey, Duration maxAge) {
        this.enrolmentKey = enrolmentKey;
        maxAgeMillis = Expect.inRange(
                "maxAge in milliseconds",
                maxAge.toMillis(),
                Duration.ofMinutes(1).toMillis(),
                Duration.ofDays(30).toMillis());
    }

    /** Takes a list, or says why not. */
    public Optional<RevocationFault> accept(SignedRevocationList signed, long nowMillis) {
        return accept(signed, nowMillis, Set.of());
    }

    /**
     * Takes a list, or says why not.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    synchronized Optional<RevocationFault> accept(
            SignedRevocationList signed, long nowMillis, Set<RevocationFault> waived) {
        Optional<RevocationFault> fault = fault(signed, nowMillis, waived);
        if (fault.isEmpty()) {
            held = Optional.of(signed.list());
            revoked = devices(signed.list());
        }
        return fault;
    }

    /** What is known of a device now. */
    public synchronized RevocationStatus status(DeviceId device, long nowMillis) {
        if (revoked.contains(device)) {
            return RevocationStatus.REVOKED;
        }
        return isYoungEnough(nowMillis) ? RevocationStatus.GOOD : RevocationStatus.UNKNOWN;
    }

    /**
     * The revoked devices, for a {@link dev.tutti.secagg.sign.CredentialTrust}; empty when no list is held or it is too
     * old to say.
     */
    public synchronized Optional<Set<DeviceId>> revoked(long nowMillis) {
        return isYoungEnough(nowMillis) ? Optional.of(Set.copyOf(revoked)) : Optional.empty();
    }

    /** The version held; 0 if there is none. */
    public synchronized long version() {
        return held.map(RevocationList::version).orElse(0L);
    }

    private Optional<RevocationFault> fault(SignedRevocationList signed, long nowMillis, Set<RevocationFault> waived) {
        RevocationList list = signed.list();
        if (!waived.contains(RevocationFault.BAD_SIGNATURE) && !signed.isSignedBy(enrolmentKey)) {
            return Optional.of(RevocationFault.BAD_SIGNATURE);
        }
        if (!waived.contains(RevocationFault.NOT_NEWER) && list.version() <= version()) {
            return Optional.of(RevocationFault.NOT_NEWER);
        }
        if (!waived.contains(RevocationFault.STALE) && nowMillis - list.issuedAtMillis() > maxAgeMillis) {
            return Optional.of(RevocationFault.STALE);
        }
        if (!waived.contains(RevocationFault.FROM_THE_FUTURE)
                && list.issuedAtMillis() - nowMillis > CLOCK_TOLERANCE.toMillis()) {
            return Optional.of(RevocationFault.FROM_THE_FUTURE);
        }
        if (!waived.contains(RevocationFault.FORGETS) && !devices(list).containsAll(revoked)) {
            return Optional.of(RevocationFault.FORGETS);
        }
        return Optional.empty();
    }

    private boolean isYoungEnough(long nowMillis) {
        return held.filter(list -> nowMillis - list.issuedAtMillis() <= maxAgeMillis)
                .isPresent();
    }

    private static Set<DeviceId> devices(RevocationList list) {
        Set<DeviceId> devices = new HashSet<>();
        list.revocations().forEach(one -> devices.add(one.device()));
        return devices;
    }
}
