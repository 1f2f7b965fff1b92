package dev.tutti.simulator.chaos;

import dev.tutti.audit.RoundLog;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.simulator.report.RoundName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of everything ever written, whatever was struck when: one cohort per announcement, one root per member,
 * one report per round and sub-cohort, one model per version, no device in two sub-cohorts of a round or accepted twice.
 */
public final class OneCohort {
    private final Map<Object, Object> first = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private OneCohort() {}

    /**
     * Reads the whole log.
     *
     * @param committed what the world sees
     * @param uncommitted what a member or an onlooker could have seen before a crash took it back
     * @return what is wrong, for a person; empty when nothing is
     */
    public static List<String> violations(RoundLog committed, RoundLog uncommitted, Topics topics) {
        OneCohort check = new OneCohort();
        // Not even a request that was taken back may have named a second cohort.
        for (VoteRequest said : uncommitted.all(topics.requests(), VoteRequest.class)) {
            check.same("cohort", said.getAnnouncementHash(), said.getCohortRoot());
        }
        for (UnmaskRequest said : uncommitted.all(topics.requests(), UnmaskRequest.class)) {
            QuorumCertificate certificate = QuorumCertificate.decode(bytes(said.getCertificate()));
            check.same("cohort", said.getAnnouncementHash(), buffer(certificate.cohortRoot()));
        }
        for (CohortVote said : committed.all(topics.replies(), CohortVote.class)) {
            if (said.getStatement() != null) {
                Digest root = VoteStatement.decode(bytes(said.getStatement())).cohortRoot();
                check.same("cohort", said.getAnnouncementHash(), buffer(root));
            }
        }
        for (UnmaskReply said : committed.all(topics.replies(), UnmaskReply.class)) {
            Digest root = ReplyStatement.decode(bytes(said.getStatement())).cohortRoot();
            check.same("cohort", said.getAnnouncementHash(), buffer(root));
        }
        for (ModelPublished said : committed.all(topics.models(), ModelPublished.class)) {
            check.same("model of version", said.getPopulation() + "/" + said.getVersion(), said.getDigest());
        }
        check.reports(committed.all(topics.reports(), RoundReport.class));
        check.acceptedOnce(committed.all(topics.receipts(), Receipt.class));
        return check.violations;
    }

    /** What is wrong with the reports alone. */
    static List<String> violations(List<RoundReport> reports) {
        OneCohort check = new OneCohort();
        check.reports(reports);
        return check.violations;
    }

    private void reports(List<RoundReport> reports) {
        oncePerRound(reports);
        inOneSubCohort(reports);
    }

    private void same(String what, Object key, Object value) {
        Object before = first.putIfAbsent(List.of(what, key), value);
        if (before != null && !before.equals(value)) {
            violations.add("a second " + what + " " + text(key));
        }
    }

    private void oncePerRound(List<RoundReport> reports) {
        Set<Object> told = new HashSet<>();
        for (RoundReport report : reports) {
            if (!told.add(List.of(report.getPopulation(), report.getRound(), report.getSubCohort()))) {
                violations.add("a second report of round " + RoundName.of(report));
            }
        }
    }

    private void inOneSubCohort(List<RoundReport> reports) {
        for (RoundReport report : reports) {
            for (ByteBuffer device : report.getContributors()) {
                same(
                        "sub-cohort of device",
                        List.of(report.getPopulation(), report.getRound(), device),
                        report.getAnnouncementHash());
            }
        }
    }

    private void acceptedOnce(List<Receipt> receipts) {
        Set<Object> accepted = new HashSet<>();
        for (Receipt receipt : receipts) {
            if (receipt.getResult() == ReceiptResult.ACCEPTED
                    && !accepted.add(List.of(receipt.getAnnouncementHash(), receipt.getDeviceId()))) {
                violations.add("device " + text(receipt.getDeviceId()) + " accepted twice");
            }
        }
    }

    private static Object text(Object key) {
        if (key instanceof List<?> several) {
            return several.stream().map(OneCohort::text).toList();
        }
        return key instanceof ByteBuffer buffer
                ? java.util.HexFormat.of().formatHex(bytes(buffer)).substring(0, 16)
                : key;
    }

    private static ByteBuffer buffer(Digest digest) {
        return ByteBuffer.wrap(digest.bytes());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
