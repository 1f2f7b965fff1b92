package dev.tutti.device.committee;

import dev.tutti.device.TaskTrust;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.transport.Transport;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeFloor;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.sign.CredentialTrust;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What a device asks of a round before it votes in it, beside what its one-time keys ask themselves: docs/protocol.md,
 * "Decryptor, before it votes". Whom it believes is {@link TaskTrust}'s to say.
 */
public final class DecryptorRules {
    private final CommitteeFloor floor;
    private final TaskTrust trust;
    private final Optional<SpotCheck> spotCheck;
    private final Set<DutyFault> leftOut;

    private DecryptorRules(
            CommitteeFloor floor, TaskTrust trust, Optional<SpotCheck> spotCheck, Set<DutyFault> leftOut) {
        this.floor = floor;
        this.trust = trust;
        this.spotCheck = spotCheck;
        this.leftOut = leftOut;
    }

    /**
     * @param floor the least to accept of an announcement; the keys offered are of its kind of sealing
     * @param trust whom to believe, and what to look at
     * @param transport where dossiers are fetched
     * @param fetching runs the fetches of a spot check, which wait for the network
     * @param clock says what evidence was withdrawn by now
     */
    public static DecryptorRules of(
            CommitteeFloor floor, TaskTrust trust, Transport transport, Executor fetching, Clock clock) {
        Optional<SpotCheck> spotCheck =
                trust.spotChecks().policy().map(policy -> new SpotCheck(policy, transport, fetching, clock));
        return new DecryptorRules(floor, trust, spotCheck, Set.of());
    }

    /** With a spot check of the test's own. */
    static DecryptorRules of(CommitteeFloor floor, TaskTrust trust, SpotCheck spotCheck) {
        return new DecryptorRules(floor, trust, Optional.of(spotCheck), Set.of());
    }

    /** All checks but one, so that a test can show what an attacker gains then. */
    DecryptorRules without(DutyFault fault) {
        return new DecryptorRules(floor, trust, spotCheck, EnumSet.of(fault));
    }

    CommitteeFloor floor() {
        return floor;
    }

    /** Why a round's committee is not known to have been drawn, for a person; empty if it was. */
    Optional<String> notDrawn(OpenRound round) {
        return leftOut.contains(DutyFault.COMMITTEE_NOT_DRAWN)
                ? Optional.empty()
                : trust.committees().notDrawn(round.terms(), round.proof());
    }

    /** Whose credentials to believe, or empty while nobody knows who was revoked. */
    Optional<CredentialTrust> believed(long nowMillis) {
        return trust.credentials(nowMillis);
    }

    /** Whether contributors' dossiers are looked at. */
    boolean looksAtDossiers() {
        return spotCheck.isPresent();
    }

    /**
     * Looks at the dossiers of the contributors drawn; completes within {@link SpotCheck#LIMIT} with the first refusal, or
     * empty.
     */
    CompletableFuture<Optional<DutyRefusal>> lookAtDossiers(
            Digest cohortRoot, int memberIndex, List<ContributorEvidence> cohort) {
        return spotCheck
                .map(check -> check.start(cohortRoot, memberIndex, cohort))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                .thenApply(found -> found.filter(refusal -> !leftOut.contains(refusal.fault())));
    }
}
