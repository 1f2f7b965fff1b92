package dev.tutti.simulator.check;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.simulator.workload.LocalExamples;
import dev.tutti.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Federated averaging without privacy, beside the real run: the same cohorts, the same seeds, its own models. It trains
 * every contributor again from <em>its own</em> model and adds the updates up in the clear, so it shares no number with
 * the road it is compared to. Not safe for use from several threads.
 */
public final class PlaintextRun {
    private final Workload workload;
    private final Trainer trainer;
    private final Map<Long, float[]> models = new HashMap<>();

    /**
     * @param workload whose version 0 it starts from
     * @param trainer trains and evaluates
     */
    public PlaintextRun(Workload workload, Trainer trainer) {
        this.workload = workload;
        this.trainer = trainer;
        models.put(0L, workload.initialWeights().clone());
    }

    /**
     * Repeats a completed round.
     *
     * @param cohorts its sub-cohorts that completed, in their order; at least one
     * @return share of the unseen examples that the model after it gets right, 0 … 1
     * @throws PlanRefusedException if the trainer refuses the workload's own plan
     */
    public double repeat(List<SealedRound> cohorts) throws PlanRefusedException {
        long version = cohorts.get(0).report().getModelVersion();
        List<CohortMean> means = new ArrayList<>();
        for (SealedRound cohort : cohorts) {
            PlainSum sum = new PlainSum(cohort);
            for (CapturedUpdate update : cohort.updates()) {
                sum.add(update, trained(update));
            }
            means.add(CohortMean.of(sum.slices(), cohort.encoding()));
        }
        float[] next = model(version - 1).clone();
        float[] mean = CohortMean.together(means);
        for (int i = 0; i < next.length; i++) {
            next[i] += mean[i];
        }
        models.put(version, next);
        return accuracy(trainer, workload, next);
    }

    /** Share of the workload's unseen examples that a model gets right, 0 … 1. */
    public static double accuracy(Trainer trainer, Workload workload, float[] weights) throws PlanRefusedException {
        Evaluation evaluation =
                trainer.evaluate(workload.plan(), weights, workload.unseen().examples());
        return (double) evaluation.correct() / Math.max(1, evaluation.examples());
    }

    private TrainingOutcome trained(CapturedUpdate update) throws PlanRefusedException {
        LocalExamples examples = workload.devices().get(update.device());
        return trainer.train(
                workload.plan(),
                model(update.baseVersion()),
                examples.training(),
                List.of(),
                update.shuffleSeed(),
                () -> true);
    }

    private float[] model(long version) {
        float[] weights = models.get(version);
        if (weights == null) {
            throw new IllegalStateException("expected rounds in order: model " + version + " is not there yet");
        }
        return weights;
    }
}
