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
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.SignedReply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Derives every reported round of a job again from the log and compares: the cohort root of every sealed round, and for
 * completed ones the digests of the sums and of the model. Whoever may read the topics and the model files can run it, at
 * any time after, on any machine.
 *
 * <p>What it takes from the job's word: which uploads it turned away for its own limits (QUOTA, BARRED) or for a list of
 * revoked devices, as the rejects topic says; and whether an update counted that lies scattered over partitions, as the report says, for what came first
 * is not in the log then.
 */
public final class RoundAudit {
    private static final Set<RejectReason> OWN_LIMITS =
            EnumSet.of(RejectReason.QUOTA, RejectReason.BARRED, RejectReason.CREDENTIAL_REVOKED);

    private final Map<ByteBuffer, Announcement> announcements = new HashMap<>();
    /** By cohort: what may count there. */
    private final Map<ByteBuffer, List<LoggedUpdate>> updates = new HashMap<>();

    private final Map<ByteBuffer, List<SignedReply>> replies = new HashMap<>();
    private final Map<ByteBuffer, Set<UpdateReader.Upload>> turnedAway = new HashMap<>();
    private final Map<ByteBuffer, Set<UpdateReader.Upload>> duplicates = new HashMap<>();
    private final Map<Opening, Optional<OpenedCohort>> opened = new HashMap<>();
    private final List<RoundReport> reports;
    private final ModelAudit models;

    private record Opening(ByteBuffer cohort, Set<Integer> seats) {}

    private record RoundName(String population, String task, long round) {
        static RoundName of(Announcement announcement) {
            RoundId id = announcement.round();
            return new RoundName(id.population(), id.task(), id.round());
        }
    }

    private RoundAudit(RoundLog log, LogTime time, CredentialTrust trust, ModelAudit models) {
        this.models = models;
        for (RoundAnnouncement said : log.all(log.topics().announcements(), RoundAnnouncement.class)) {
            Announcement announcement = Announcement.decode(UpdateReader.bytes(said.getAnnouncement()));
            announcements.put(said.getAnnouncementHash(), announcement);
        }
        for (RejectedUpdate said : log.all(log.topics().rejects(), RejectedUpdate.class)) {
            readReject(said);
        }
        readUpdates(log, time, trust);
        for (UnmaskReply said : log.all(log.topics().replies(), UnmaskReply.class)) {
            readReply(said);
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
        CohortRule.Decided decided = decided(report, announcement);
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
    private CohortRule.Decided decided(RoundReport report, Announcement announcement) {
        ByteBuffer cohort = report.getAnnouncementHash();
        Set<ByteBuffer> reported = new HashSet<>(report.getContributors());
        Set<UpdateReader.Upload> second = duplicates.getOrDefault(cohort, Set.of());
        List<LoggedUpdate> counted = updates.getOrDefault(cohort, List.of()).stream()
                .filter(update ->
                        update.certain() || reported.contains(device(update)) && !second.contains(upload(update)))
                .toList();
        return CohortRule.decide(announcement.window(), announcement.limits(), onePerDevice(counted));
    }

    private static List<LoggedUpdate> onePerDevice(List<LoggedUpdate> counted) {
        Set<ByteBuffer> seen = new HashSet<>();
        return counted.stream().filter(update -> seen.add(device(update))).toList();
    }

    private static ByteBuffer device(LoggedUpdate update) {
        return ByteBuffer.wrap(update.device().bytes());
    }

    private static UpdateReader.Upload upload(LoggedUpdate update) {
        return new UpdateReader.Upload(
                device(update), ByteBuffer.wrap(update.upload().bytes()));
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
                        .flatMap(announcement -> open(report, announcement, seats)));
    }

    /** With the replies that the job says it opened with: one that came later, and lied, says nothing about those. */
    private Optional<OpenedCohort> open(RoundReport report, Announcement announcement, Set<Integer> seats) {
        CohortRule.Decided decided = decided(report, announcement);
        List<SignedReply> said = replies.getOrDefault(report.getAnnouncementHash(), List.of()).stream()
                .filter(reply -> seats.contains(reply.statement().memberIndex()))
                .toList();
        return decided.cohort(announcement.limits())
                .flatMap(cohort -> CohortOpening.open(announcement, cohort, decided.contributors(), said))
                .map(sums -> new OpenedCohort(announcement, sums));
    }

    private static boolean isRoot(RoundReport report, Cohort cohort) {
        return ByteBuffer.wrap(cohort.root().bytes()).equals(report.getCohortRoot());
    }

    private void readReject(RejectedUpdate said) {
        ByteBuffer cohort = said.getAnnouncementHash();
        ByteBuffer device = said.getDeviceId();
        ByteBuffer id = said.getUploadId();
        if (cohort == null || device == null || id == null) {
            return;
        }
        UpdateReader.Upload upload = new UpdateReader.Upload(device, id);
        if (OWN_LIMITS.contains(said.getReason())) {
            turnedAway.computeIfAbsent(cohort, unused -> new HashSet<>()).add(upload);
        } else if (said.getReason() == RejectReason.DUPLICATE) {
            duplicates.computeIfAbsent(cohort, unused -> new HashSet<>()).add(upload);
        }
    }

    private void readUpdates(RoundLog log, LogTime time, CredentialTrust trust) {
        Map<ByteBuffer, UpdateReader> readers = new HashMap<>();
        announcements.forEach((cohort, announcement) -> {
            Set<UpdateReader.Upload> away = turnedAway.getOrDefault(cohort, Set.of());
            readers.put(cohort, new UpdateReader(announcement, trust, away::contains));
        });
        LogTime.Clock clock = time.clock();
        AtomicLong number = new AtomicLong();
        log.read(log.topics().updates(), entry -> {
            // Ticks and garbage move the clock too.
            long at = clock.at(entry.partition(), entry.stamp());
            LogPlace place = new LogPlace(entry.partition(), number.getAndIncrement());
            if (entry.value() instanceof UpdateChunk chunk) {
                Optional.ofNullable(readers.get(chunk.getAnnouncementHash())).ifPresent(r -> r.read(chunk, place));
            } else if (entry.value() instanceof ShareBlob share) {
                Optional.ofNullable(readers.get(share.getAnnouncementHash())).ifPresent(r -> r.read(share, place));
            } else if (entry.value() instanceof UpdateHeader header) {
                Optional.ofNullable(readers.get(header.getAnnouncementHash()))
                        .ifPresent(r -> r.read(header, at, place));
            }
        });
        Map<RoundName, Map<ByteBuffer, List<LoggedUpdate>>> rounds = new HashMap<>();
        readers.forEach((cohort, reader) -> rounds.computeIfAbsent(
                        RoundName.of(Objects.requireNonNull(announcements.get(cohort))), unused -> new HashMap<>())
                .put(cohort, reader.updates()));
        rounds.values().forEach(round -> updates.putAll(OneUpdateARound.of(round)));
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
