package dev.tutti.job.round;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.TaskText;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.MemberSignature;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.RoundId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The part of a round's report that the sealer knows. The judge and the publisher add theirs. */
final class ReportDraft {
    private ReportDraft() {}

    static byte[] opened(CohortRound round, Set<Integer> liars) {
        RoundReport report = draft(round);
        report.setStatus(RoundStatus.COMPLETED);
        report.setLiars(new ArrayList<>(new TreeSet<>(liars)));
        report.setMemberSignatures(memberSignatures(round, liars));
        return RecordCodec.encode(report);
    }

    static byte[] burned(CohortRound round, BurnReason reason) {
        RoundReport report = draft(round);
        report.setStatus(RoundStatus.BURNED);
        report.setReason(reason.name());
        return RecordCodec.encode(report);
    }

    private static RoundReport draft(CohortRound round) {
        CohortState state = round.state();
        RoundId id = round.announcement().round();
        List<ByteBuffer> contributors = new ArrayList<>();
        for (Candidate c : round.admitted()) {
            contributors.add(ByteBuffer.wrap(HexFormat.of().parseHex(c.device)));
        }
        return RoundReport.newBuilder()
                .setPopulation(id.population())
                .setTask(id.task())
                .setRound(id.round())
                .setAttempt(id.attempt())
                .setSubCohort(id.subCohort())
                .setSubCohorts(TaskText.parse(state.task).subCohorts())
                .setAnnouncementHash(ByteBuffer.wrap(round.announcementHash().bytes()))
                .setStatus(RoundStatus.UNKNOWN)
                .setAnnouncedAtMillis(state.announcedAt)
                .setClosedAtMillis(state.closeAt)
                .setSealedAtMillis(state.sealedAt)
                .setCertifiedAtMillis(state.certifiedAt)
                .setUnmaskedAtMillis(state.unmaskedAt)
                .setUploaded(state.uploaded)
                .setVerified(state.verified)
                .setSealed(state.cohortRoot == null ? 0 : state.admitted)
                .setLate(state.late)
                .setRejected(new HashMap<>(state.rejected))
                .setCommittee(round.announcement().committee().members())
                .setVotes(round.memory().votes().size())
                .setRefusals(refusals(state))
                .setReplies(round.memory().replies().size())
                .setComplaints(round.signedVotes().stream()
                        .mapToInt(vote -> vote.statement().complaints().size())
                        .sum())
                .setCohortRoot(state.cohortRoot == null ? null : ByteBuffer.wrap(state.cohortRoot))
                .setContributors(contributors)
                .setEvaluatedVersion(mostCommonBase(state))
                .build();
    }

    private static Map<String, Integer> refusals(CohortState state) {
        Map<String, Integer> byReason = new HashMap<>();
        state.refusals.values().forEach(reason -> byReason.merge(reason, 1, Integer::sum));
        return byReason;
    }

    private static long mostCommonBase(CohortState state) {
        return state.perBase.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0L);
    }

    private static List<MemberSignature> memberSignatures(CohortRound round, Set<Integer> liars) {
        List<MemberSignature> signatures = new ArrayList<>();
        round.memory().replies().entrySet().stream()
                .filter(e -> !liars.contains(e.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> {
                    Digest sums = ReplyStatement.decode(e.getValue().statement).sumsDigest();
                    signatures.add(new MemberSignature(
                            e.getKey(), ByteBuffer.wrap(sums.bytes()), ByteBuffer.wrap(e.getValue().signature)));
                });
        return signatures;
    }
}
