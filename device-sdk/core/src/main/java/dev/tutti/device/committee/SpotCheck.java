package dev.tutti.device.committee;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.enrolment.Dossier;
import dev.tutti.enrolment.DossierCheck;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what {@link SpotDraw#DRAWN} contributors showed the enrolment service, under the device's own policy
 * (docs/protocol.md, "Spot check"): a service that vouches for keys it never saw evidence of is found out by every member
 * that draws one of them.
 *
 * <p>Takes at most {@link #LIMIT} and {@link SpotDraw#DRAWN} dossiers of {@link Dossier#MAX_BYTES} bytes. One check at a
 * time: a transport that never answers holds one thread and no more.
 */
final class SpotCheck {
    /** How long a check may take; the vote is refused then. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SpotCheck.class);

    private final AttestationPolicy policy;
    private final Transport transport;
    private final Executor fetching;
    private final Clock clock;
    private final Duration limit;
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * @param policy the device's own
     * @param transport where dossiers are fetched
     * @param fetching runs the fetches
     * @param clock says what has been withdrawn by now
     */
    SpotCheck(AttestationPolicy policy, Transport transport, Executor fetching, Clock clock) {
        this(policy, transport, fetching, clock, LIMIT);
    }

    /** With a limit that a test does not have to wait for. */
    SpotCheck(AttestationPolicy policy, Transport transport, Executor fetching, Clock clock, Duration limit) {
        this.policy = policy;
        this.transport = transport;
        this.fetching = fetching;
        this.clock = clock;
        this.limit = limit;
    }

    /** Starts to look; completes with the first refusal, or empty, and never exceptionally. */
    CompletableFuture<Optional<DutyRefusal>> start(
            Digest cohortRoot, int memberIndex, List<ContributorEvidence> cohort) {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(missing("an earlier check still waits for its dossiers"));
        }
        long startNanos = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return look(SpotDraw.of(cohortRoot, memberIndex, cohort), startNanos);
                                } finally {
                                    busy.set(false);
                                }
                            },
                            fetching)
                    .completeOnTimeout(missing("no answer within " + limit), limit.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> {
                        LOG.error("a spot check failed", failure);
                        return missing("the check failed");
                    });
        } catch (RejectedExecutionException e) {
            busy.set(false);
            return CompletableFuture.completedFuture(missing("nothing runs any more"));
        }
    }

    private Optional<DutyRefusal> look(List<ContributorEvidence> drawn, long startNanos) {
        for (ContributorEvidence one : drawn) {
            if (System.nanoTime() - startNanos > limit.toNanos()) {
                return missing("not all within " + limit);
            }
            Optional<DutyRefusal> refusal = look(one.update().credential());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<DutyRefusal> look(SignedCredential signed) {
        KeyCredential credential = signed.credential();
        byte[] bytes;
        try {
            bytes = transport.fetch(Dossier.path(credential.evidenceHash()), Dossier.MAX_BYTES);
        } catch (TransportException e) {
            return missing("of device " + credential.device() + ": " + e.getMessage());
        }
        Dossier dossier;
        try {
            dossier = Dossier.decode(bytes);
        } catch (MalformedMessageException e) {
            return refused("of device " + credential.device() + ": unreadable");
        }
        return DossierCheck.check(signed, dossier, policy, clock.millis())
                .flatMap(fault -> refused("of device " + credential.device() + ": " + fault));
    }

    private static Optional<DutyRefusal> missing(String detail) {
        return Optional.of(new DutyRefusal(DutyFault.DOSSIER_MISSING, detail));
    }

    private static Optional<DutyRefusal> refused(String detail) {
        return Optional.of(new DutyRefusal(DutyFault.DOSSIER_REFUSED, detail));
    }
}
