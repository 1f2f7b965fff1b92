package dev.tutti.job.model;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.CohortEnd;
import dev.tutti.job.aggregate.RoundDecision;
import dev.tutti.job.round.CohortConclusion.ContributorFact;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the world hears when a round ends: receipts to the contributors, the report, the outcome. */
final class RoundSpeech {
    private RoundSpeech() {}

    /** Everything about a round that ended: its model if it made one, receipts, report, outcome. */
    static List<Said> ended(Topics topics, ModelPublisher.Ended last) {
        RoundDecision decision = last.decision;
        if (decision.restores()) {
            return restored(topics, last);
        }
        List<Said> said = new ArrayList<>();
        if (last.model.length > 0) {
            ModelPublished model = RecordCodec.decode(last.model, ModelPublished.class);
            said.add(Said.of(topics.models(), population(decision), model));
        }
        for (int i = 0; i < last.reports.size(); i++) {
            RoundReport report = RecordCodec.decode(last.reports.get(i), RoundReport.class);
            CohortEnd end = decision.cohorts().get(i);
            boolean completed = report.getStatus() == RoundStatus.COMPLETED;
            said.addAll(completed ? acceptances(topics, end, report) : burns(topics, end, report));
            said.add(Said.of(topics.reports(), population(decision), report));
            said.add(outcome(topics, decision, report));
        }
        return said;
    }

    /** A restored model, and what the planner waits for. */
    private static List<Said> restored(Topics topics, ModelPublisher.Ended last) {
        RoundDecision decision = last.decision;
        ModelPublished model = RecordCodec.decode(last.model, ModelPublished.class);
        RoundOutcome outcome = RoundOutcome.newBuilder()
                .setPopulation(decision.population())
                .setTask(model.getTask())
                .setRound(0)
                .setAttempt(0)
                .setSubCohort(0)
                .setAnnouncementHash(ByteBuffer.wrap(HexFormat.of().parseHex(decision.source())))
                .setStatus(RoundStatus.ROLLED_BACK)
                .setModelVersion(decision.version())
                .setModelDigest(model.getDigest())
                .build();
        return List.of(
                Said.of(topics.models(), population(decision), model),
                Said.of(topics.outcomes(), population(decision), outcome));
    }

    /** Where the opened sums of a round that ended lie, as its judge said it. */
    static List<Said> aggregates(Topics topics, ModelPublisher.Ended last) {
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < last.reports.size(); i++) {
            RoundReport report = RecordCodec.decode(last.reports.get(i), RoundReport.class);
            said.addAll(aggregates(topics, last.decision.cohorts().get(i), report));
        }
        return said;
    }

    private static List<Said> aggregates(Topics topics, CohortEnd end, RoundReport report) {
        List<Said> said = new ArrayList<>();
        for (int slice = 0; slice < report.getSliceSumDigests().size(); slice++) {
            Digest digest = Digest.of(bytes(report.getSliceSumDigests().get(slice)));
            AggregatePublished aggregate = AggregatePublished.newBuilder()
                    .setAnnouncementHash(report.getAnnouncementHash())
                    .setPopulation(report.getPopulation())
                    .setSlice(slice)
                    .setContributors(report.getSealed())
                    .setPath("aggregates/" + end.cohort() + "/" + slice + "-" + digest.hex())
                    .setDigest(ByteBuffer.wrap(digest.bytes()))
                    .build();
            said.add(Said.of(topics.aggregates(), report.getPopulation().getBytes(StandardCharsets.UTF_8), aggregate));
        }
        return said;
    }

    private static byte[] population(RoundDecision decision) {
        return decision.population().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    private static List<Said> burns(Topics topics, CohortEnd end, RoundReport report) {
        List<Said> said = new ArrayList<>();
        for (ContributorFact fact : end.contributors()) {
            Receipt receipt = receipt(end, fact, ReceiptResult.BURNED)
                    .setReason(RejectReason.ROUND_BURNED)
                    .setDetail(report.getReason())
                    .build();
            said.add(say(topics, fact, receipt));
        }
        return said;
    }

    /** One receipt per contributor, with its proof that the opened root counts its update once. */
    private static List<Said> acceptances(Topics topics, CohortEnd end, RoundReport report) {
        List<Contributor> contributors = new ArrayList<>();
        Map<DeviceId, ContributorFact> facts = new HashMap<>();
        for (ContributorFact fact : end.contributors()) {
            DeviceId device = DeviceId.of(HexFormat.of().parseHex(fact.device()));
            contributors.add(new Contributor(device, Digest.of(fact.headerDigest())));
            facts.put(device, fact);
        }
        Cohort cohort = Cohort.of(contributors);
        List<Said> said = new ArrayList<>();
        for (int leaf = 0; leaf < cohort.size(); leaf++) {
            Contributor contributor = cohort.contributors().get(leaf);
            ContributorFact fact = Objects.requireNonNull(facts.get(contributor.device()), "every leaf has its fact");
            List<ByteBuffer> siblings = new ArrayList<>();
            for (Digest sibling : cohort.proof(leaf)) {
                siblings.add(ByteBuffer.wrap(sibling.bytes()));
            }
            Receipt receipt = receipt(end, fact, ReceiptResult.ACCEPTED)
                    .setHeaderDigest(ByteBuffer.wrap(fact.headerDigest()))
                    .setCohortRoot(ByteBuffer.wrap(cohort.root().bytes()))
                    .setLeafIndex(leaf)
                    .setCohortSize(cohort.size())
                    .setSiblings(siblings)
                    .setMemberSignatures(report.getMemberSignatures())
                    .build();
            said.add(say(topics, fact, receipt));
        }
        return said;
    }

    private static Receipt.Builder receipt(CohortEnd end, ContributorFact fact, ReceiptResult result) {
        return Receipt.newBuilder()
                .setAnnouncementHash(ByteBuffer.wrap(HexFormat.of().parseHex(end.cohort())))
                .setDeviceId(ByteBuffer.wrap(HexFormat.of().parseHex(fact.device())))
                .setUploadId(ByteBuffer.wrap(HexFormat.of().parseHex(fact.upload())))
                .setResult(result);
    }

    private static Said say(Topics topics, ContributorFact fact, Receipt receipt) {
        return Said.of(topics.receipts(), HexFormat.of().parseHex(fact.device()), receipt);
    }

    private static Said outcome(Topics topics, RoundDecision decision, RoundReport report) {
        RoundOutcome outcome = RoundOutcome.newBuilder()
                .setPopulation(report.getPopulation())
                .setTask(report.getTask())
                .setRound(report.getRound())
                .setAttempt(report.getAttempt())
                .setSubCohort(report.getSubCohort())
                .setAnnouncementHash(report.getAnnouncementHash())
                .setStatus(report.getStatus())
                .setReason(report.getReason())
                .setModelVersion(decision.version())
                .setModelDigest(report.getModelDigest())
                .setBarred(report.getBarred())
                .build();
        return Said.of(topics.outcomes(), decision.population().getBytes(StandardCharsets.UTF_8), outcome);
    }
}
