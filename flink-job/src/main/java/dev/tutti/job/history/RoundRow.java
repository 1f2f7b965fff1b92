package dev.tutti.job.history;

import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.RoundSummary;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A round report as one flat row. */
public final class RoundRow {
    private RoundRow() {}

    /** The row of a report as it was said. */
    public static RoundSummary of(RoundReport report) {
        boolean evaluated = report.getEvaluationExamples() > 0;
        return RoundSummary.newBuilder()
                .setPopulation(report.getPopulation())
                .setTask(report.getTask())
                .setRound(report.getRound())
                .setAttempt(report.getAttempt())
                .setSubCohort(report.getSubCohort())
                .setSubCohorts(report.getSubCohorts())
                .setAnnouncementHash(hex(report.getAnnouncementHash()))
                .setStatus(report.getStatus().name())
                .setReason(report.getReason())
                .setAnnouncedAt(Instant.ofEpochMilli(report.getAnnouncedAtMillis()))
                .setClosedAt(Instant.ofEpochMilli(report.getClosedAtMillis()))
                .setSealedAt(report.getCohortRoot() == null ? null : instant(report.getSealedAtMillis()))
                .setCertifiedAt(instant(report.getCertifiedAtMillis()))
                .setUnmaskedAt(instant(report.getUnmaskedAtMillis()))
                .setPublishedAt(Instant.ofEpochMilli(report.getPublishedAtMillis()))
                .setUploaded(report.getUploaded())
                .setVerified(report.getVerified())
                .setSealed(report.getSealed())
                .setLate(report.getLate())
                .setRejected(total(report.getRejected()))
                .setRejectedByReason(byReason(report.getRejected()))
                .setCommittee(report.getCommittee())
                .setVotes(report.getVotes())
                .setRefusals(total(report.getRefusals()))
                .setReplies(report.getReplies())
                .setLiars(report.getLiars().size())
                .setComplaints(report.getComplaints())
                .setCohortRoot(report.getCohortRoot() == null ? null : hex(report.getCohortRoot()))
                .setWeight(report.getWeight())
                .setEvaluatedVersion(report.getEvaluatedVersion())
                .setEvaluationExamples(report.getEvaluationExamples())
                .setEvaluationCorrect(report.getEvaluationCorrect())
                .setEvaluationLoss(report.getEvaluationLoss())
                .setAccuracy(evaluated ? (double) report.getEvaluationCorrect() / report.getEvaluationExamples() : null)
                .setModelVersion(report.getModelVersion())
                .setModelDigest(
                        report.getStatus() == RoundStatus.COMPLETED && report.getModelDigest() != null
                                ? hex(report.getModelDigest())
                                : null)
                .setPromotedVersion(report.getPromotedVersion())
                .setGuard(report.getGuard().name())
                .setMaxMaskResidue(report.getMaxMaskResidue())
                .setResidueBound(report.getResidueBound())
                .build();
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String byReason(Map<String, Integer> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String hex(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
