package dev.tutti.job.aggregate;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.unmask.OutlierCheck;
import dev.tutti.secagg.unmask.ResidueBound;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * One round of which every sub-cohort has been heard: those that completed move the model together, the others burned,
 * each with its reason. A sub-cohort whose sum is outlying is left out, and the others' sums stay what they are.
 */
final class JudgedRound {
    private final TaskConfig task;
    private final String taskText;
    private final List<Part> parts;

    /** One of its sub-cohorts. */
    record Part(CohortConclusion conclusion, RoundReport report, List<SliceVerdict> verdicts) {
        boolean completed() {
            return report.getStatus() == RoundStatus.COMPLETED;
        }

        private void burn(String reason) {
            report.setStatus(RoundStatus.BURNED);
            report.setReason(reason);
        }
    }

    private JudgedRound(TaskConfig task, String taskText, List<Part> parts) {
        this.task = task;
        this.taskText = taskText;
        this.parts = parts;
    }

    /**
     * Judges a round.
     *
     * @param heard all its sub-cohorts
     * @param restored the version that the last rollback made: what learnt from an older one does not move the model
     */
    static JudgedRound of(Collection<HeardCohort> heard, long restored) {
        List<Part> parts = new ArrayList<>();
        for (HeardCohort cohort : heard) {
            RoundReport report = RecordCodec.decode(cohort.report, RoundReport.class);
            parts.add(new Part(cohort.conclusion, report, cohort.verdicts));
        }
        parts.sort(Comparator.comparingInt(part -> part.report().getSubCohort()));
        String text = parts.get(0).conclusion().task();
        JudgedRound round = new JudgedRound(TaskText.parse(text), text, parts);
        for (Part part : parts) {
            if (part.completed()) {
                round.burnWhatMustNotMoveTheModel(part, restored);
            }
            if (part.completed()) {
                write(part);
            }
        }
        return round;
    }

    private void burnWhatMustNotMoveTheModel(Part part, long restored) {
        for (SliceVerdict verdict : part.verdicts()) {
            if (!verdict.passed()) {
                part.burn(verdict.burnReason());
                return;
            }
        }
        long weight = part.verdicts().get(0).weight();
        if (part.verdicts().stream().anyMatch(verdict -> verdict.weight() != weight)) {
            // Every device puts one weight into all its slices.
            part.burn(BurnReason.OUTLYING_CONTROLS.name());
            return;
        }
        double squaredNorm =
                part.verdicts().stream().mapToDouble(SliceVerdict::squaredNorm).sum();
        int contributors = part.report().getSealed();
        new OutlierCheck(task.shape().encoding(), PrivacyConfiguration.NONE, contributors)
                .checkNorm(squaredNorm, weight, task.shape().dimension())
                .ifPresent(outlier -> part.burn(BurnReason.of(outlier.reason()).name()));
        if (part.completed() && part.conclusion().newestBase() < restored) {
            part.burn(BurnReason.ROLLED_BACK.name());
        }
    }

    /** What the slices found, into the report. */
    private static void write(Part part) {
        List<ByteBuffer> digests = new ArrayList<>();
        long maxResidue = 0;
        for (SliceVerdict verdict : part.verdicts()) {
            digests.add(ByteBuffer.wrap(verdict.sumDigest()));
            maxResidue = Math.max(maxResidue, verdict.maxResidue());
        }
        RoundReport report = part.report();
        SliceVerdict first = part.verdicts().get(0);
        report.setSliceSumDigests(digests);
        report.setWeight(first.weight());
        report.setEvaluationExamples(first.evaluationExamples());
        report.setEvaluationCorrect(first.evaluationCorrect());
        report.setEvaluationLoss(
                first.evaluationExamples() == 0 ? 0 : first.evaluationLossSum() / first.evaluationExamples());
        report.setMaxMaskResidue(maxResidue);
        report.setResidueBound(ResidueBound.of(report.getSealed()));
    }

    TaskConfig task() {
        return task;
    }

    String taskText() {
        return taskText;
    }

    String population() {
        return task.population();
    }

    /** Its sub-cohorts, in their order. */
    List<Part> parts() {
        return parts;
    }

    /** Those that move the model, in their order. */
    List<Part> completed() {
        return parts.stream().filter(Part::completed).toList();
    }

    /**
     * Devices (hex) with updates in more than one of its sub-cohorts. Each is signed by the device's enclave, for this round,
     * so they are proof; no device that keeps to the protocol signs two (protocol: "Device, masking").
     */
    Set<String> inSeveral() {
        Set<String> seen = new HashSet<>();
        Set<String> several = new HashSet<>();
        for (Part part : parts) {
            part.conclusion().inTime().stream()
                    .filter(device -> !seen.add(device))
                    .forEach(several::add);
        }
        return several;
    }

    /** What the model's manifest names as what made it, hex; empty when no sub-cohort completed. */
    String source() {
        List<Digest> announcements = completed().stream()
                .map(part -> Digest.of(HexFormat.of().parseHex(part.conclusion().cohort())))
                .toList();
        return announcements.isEmpty()
                ? ""
                : ModelManifest.source(announcements).hex();
    }
}
