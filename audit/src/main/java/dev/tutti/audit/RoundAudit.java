package dev.tutti.audit;

import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedReply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Derives every reported round of a job again from the log and compares: the cohort root of every sealed round, and for
 * completed ones the digests of the sums and of the model. Whoever may read the topics and the model files can run it, at
 * any time after, on any machine.
 *
 * <p>What it takes from the job's word: which devices it turned away for its own limits (QUOTA, BARRED), as the rejects
 * topic says.
 */
public final class RoundAudit {
    private static final Set<RejectReason> OWN_LIMITS = EnumSet.of(RejectReason.QUOTA, RejectReason.BARRED);

    private final Map<ByteBuffer, Announcement> announcements = new HashMap<>();
    private final Map<ByteBuffer, UpdateReader> updates = new HashMap<>();
    private final Map<ByteBuffer, List<SignedReply>> replies = new HashMap<>();
    private final Map<ByteBuffer, Set<ByteBuffer>> turnedAway = new HashMap<>();
    private final Map<Opening, Optional<OpenedCohort>> opened = new HashMap<>();
    private final List<RoundReport> reports;
    private final ModelAudit models;

    private record Opening(ByteBuffer cohort, Set<Integer> seats) {}

    private RoundAudit(RoundLog log, LogTime time, CredentialTrust trust, ModelAudit models) {
        this.models = models;
        for (RoundAnnouncement said : log.all(log.topics().announcements(), RoundAnnouncement.class)) {
            Announcement announcement = Announcement.decode(UpdateReader.bytes(said.getAnnouncement()));
            ByteBuffer cohort = said.getAnnouncementHash();
            announcements.put(cohort, announcement);
            updates.put(cohort, new UpdateReader(announcement, trust));
        }
        readUpdates(log, time);
        for (UnmaskReply said : log.all(log.topics().replies(), UnmaskReply.class)) {
            readReply(said);
        }
        for (RejectedUpdate said : log.all(log.topics().rejects(), RejectedUpdate.class)) {
            if (OWN_LIMITS.contains(said.getReason()) && said.getAnnouncementHash() != null) {
                turnedAway
                        .computeIfAbsent(said.getAnnouncementHash(), unused -> new HashSet<>())
                        .add(said.getUploadId());
            }
        }
        reports = log.all(log.topics().reports(), RoundReport.class);
        log.all(log.topics().models(), ModelPublished.class).forEach(models::published);
    }

    /**
     * Reads the whole log.
     *
     * @param log committed records
     * @param trust whose device credentials count
     * @param files reads a model file by its path relative to the artifact root
     * @param rule how the task's server moves the model
     */
    public static RoundAudit of(RoundLog log, CredentialTrust trust, ModelFiles files, ServerRule rule) {
        return of(log, LogTime.MONOTONE, trust, files, rule);
    }

    static RoundAudit of(RoundLog log, LogTime time, CredentialTrust trust, ModelFiles files, ServerRule rule) {
        return new RoundAudit(log, time, trust, new ModelAudit(files, rule));
    }

    /** What was derived, round by round, in the order of the reports; a report that was said twice counts once. */
    public List<AuditedRound> rounds() {
        List<AuditedRound> rounds = new ArrayList<>();
        Set<ByteBuffer> seen = new HashSet<>();
        for (RoundReport report : reports) {
            if (seen.add(report.getAnnouncementHash())) {
                rounds.add(audit(report));
            }
        }
        return rounds;
    }

    /**
     * Holds one report against the log.
     *
     * @param report as the job said it, or as somebody claims it did
     */
    public AuditedRound audit(RoundReport report) {
        Announcement announcement = announcements.get(report.getAnnouncementHash());
        if (announcement == null) {
            return AuditedRound.different(report, "it was reported and never announced");
        }
        CohortRule.Decided decided = decided(report.getAnnouncementHash(), announcement);
        Optional<Cohort> cohort = decided.cohort(announcement.limits());
        if (report.getCohortRoot() == null) {
            return cohort.isEmpty()
                    ? AuditedRound.identical(report)
                    : AuditedRound.different(
                            report,
                            "it never sealed; the log has a cohort of "
                                    + cohort.get().size());
        }
        if (cohort.isEmpty() || !isRoot(report, cohort.get())) {
            return AuditedRound.different(
                    report,
                    "its cohort of " + report.getSealed() + " is not the one of "
                            + decided.contributors().size() + " that the log decides");
        }
        return report.getStatus() == RoundStatus.COMPLETED ? opened(report) : AuditedRound.identical(report);
    }

    /** The contributors that the log decides on, by the rule of its announcement. */
    private CohortRule.Decided decided(ByteBuffer cohort, Announcement announcement) {
        List<LoggedUpdate> counted = new ArrayList<>();
        Set<ByteBuffer> away = turnedAway.getOrDefault(cohort, Set.of());
        for (LoggedUpdate update : reader(cohort).updates()) {
            ByteBuffer upload = ByteBuffer.wrap(update.upload().bytes());
            if (!away.contains(upload)) {
                counted.add(update);
            }
        }
        return CohortRule.decide(announcement.window(), announcement.limits(), counted);
    }

    private AuditedRound opened(RoundReport report) {
        Optional<OpenedCohort> own = openedCohort(report);
        if (own.isEmpty()) {
            return AuditedRound.different(report, "the replies in the log do not open its cohort");
        }
        List<ByteBuffer> digests = own.get().sums().stream()
                .map(s -> ByteBuffer.wrap(s.digest().bytes()))
                .toList();
        if (!digests.equals(report.getSliceSumDigests())) {
            return AuditedRound.different(report, "its sums are not those of its cohort");
        }
        Map<Integer, OpenedCohort> together = new TreeMap<>();
        together.put(own.get().subCohort(), own.get());
        for (RoundReport other : reports) {
            if (isOfTheSameRound(report, other)) {
                Optional<OpenedCohort> opened = openedCohort(other);
                if (opened.isEmpty()) {
                    return AuditedRound.different(
                            report, "the replies in the log do not open sub-cohort " + other.getSubCohort());
                }
                together.put(opened.get().subCohort(), opened.get());
            }
        }
        return models.difference(report, List.copyOf(together.values()))
                .map(difference -> AuditedRound.different(report, difference))
                .orElseGet(() -> AuditedRound.identical(report));
    }

    /** Sub-cohorts that completed move the model together. */
    private static boolean isOfTheSameRound(RoundReport report, RoundReport other) {
        return other.getStatus() == RoundStatus.COMPLETED
                && other.getPopulation().equals(report.getPopulation())
                && other.getRound() == report.getRound()
                && other.getAttempt() == report.getAttempt()
                && !other.getAnnouncementHash().equals(report.getAnnouncementHash());
    }

    /** What the log opens a reported cohort to; derived once for the same seats. */
    private Optional<OpenedCohort> openedCohort(RoundReport report) {
        ByteBuffer hash = report.getAnnouncementHash();
        Set<Integer> seats = new HashSet<>();
        report.getMemberSignatures().forEach(signature -> seats.add(signature.getMemberIndex()));
        return opened.computeIfAbsent(
                new Opening(hash, seats),
                unused -> Optional.ofNullable(announcements.get(hash))
                        .flatMap(announcement -> open(hash, announcement, seats)));
    }

    /** With the replies that the job says it opened with: one that came later, and lied, says nothing about those. */
    private Optional<OpenedCohort> open(ByteBuffer hash, Announcement announcement, Set<Integer> seats) {
        CohortRule.Decided decided = decided(hash, announcement);
        List<SignedReply> said = replies.getOrDefault(hash, List.of()).stream()
                .filter(reply -> seats.contains(reply.statement().memberIndex()))
                .toList();
        return decided.cohort(announcement.limits())
                .flatMap(cohort -> CohortOpening.open(announcement, cohort, decided.contributors(), said))
                .map(sums -> new OpenedCohort(announcement, sums));
    }

    private static boolean isRoot(RoundReport report, Cohort cohort) {
        return ByteBuffer.wrap(cohort.root().bytes()).equals(report.getCohortRoot());
    }

    private UpdateReader reader(ByteBuffer cohort) {
        UpdateReader reader = updates.get(cohort);
        if (reader == null) {
            throw new IllegalStateException("expected a reader for every announcement");
        }
        return reader;
    }

    private void readUpdates(RoundLog log, LogTime time) {
        LogTime.Clock clock = time.clock();
        log.read(log.topics().updates(), entry -> {
            // Ticks and garbage move the clock too.
            long at = clock.at(entry.partition(), entry.stamp());
            if (entry.value() instanceof UpdateChunk chunk) {
                readerOf(chunk.getAnnouncementHash()).ifPresent(reader -> reader.read(chunk));
            } else if (entry.value() instanceof ShareBlob share) {
                readerOf(share.getAnnouncementHash()).ifPresent(reader -> reader.read(share));
            } else if (entry.value() instanceof UpdateHeader header) {
                readerOf(header.getAnnouncementHash()).ifPresent(reader -> reader.read(header, at));
            }
        });
    }

    private Optional<UpdateReader> readerOf(ByteBuffer cohort) {
        return Optional.ofNullable(updates.get(cohort));
    }

    private void readReply(UnmaskReply said) {
        try {
            ReplyStatement statement = ReplyStatement.decode(UpdateReader.bytes(said.getStatement()));
            replies.computeIfAbsent(said.getAnnouncementHash(), unused -> new ArrayList<>())
                    .add(new SignedReply(statement, UpdateReader.bytes(said.getSignature())));
        } catch (MalformedMessageException | IllegalArgumentException e) {
            // The job rejects what does not parse; so does its auditor.
        }
    }

    /** A digest as the records carry it. */
    static Digest digest(ByteBuffer buffer) {
        return Digest.of(UpdateReader.bytes(buffer));
    }
}
