package dev.tutti.deploy.local;

import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import java.util.Properties;

/** A task as the job's configuration file says it: what {@link dev.tutti.job.config.JobConfigFile} reads back. */
final class TaskSection {
    private TaskSection() {}

    /** Adds one task to a configuration. */
    static void add(Properties file, TaskConfig task) {
        String tasks = file.getProperty("tasks");
        file.setProperty("tasks", tasks == null ? task.task() : tasks + "," + task.task());
        Section section = new Section(file, "task." + task.task() + ".");
        section.put("population", task.population());
        section.put("name", task.task());
        section.put("plan.digest", task.planDigest());
        section.put("model.initial.digest", task.initialModel().manifestDigest());
        section.put("model.initial.slices", String.join(",", task.initialModel().slicePaths()));
        add(section, task.shape());
        section.put("report.goal", task.reportGoal());
        section.put("staleness.max", task.maxStaleness());
        section.put("rounds.live", task.liveRounds());
        section.put("check.ins", task.checkIns());
        section.put("rounds", task.rounds());
        add(section, task.timing());
        section.put("server.step", task.serverStep().rule());
        section.put("server.learning.rate", task.serverStep().learningRate());
    }

    private static void add(Section section, UpdateShape shape) {
        section.put("dimension", shape.dimension());
        section.put("value.bits", shape.valueBits());
        section.put("clip.norm", shape.clipNorm());
        section.put("value.range", shape.valueRange());
        section.put("weight.function", shape.weightFunction());
        section.put("weight.max", shape.maxWeight());
        section.put("evaluation", shape.evaluation());
        section.put("polynomials.per.slice", shape.polynomialsPerSlice());
        section.put("polynomials.per.chunk", shape.polynomialsPerChunk());
        section.put("contributors.min", shape.minContributors());
        section.put("contributors.max", shape.maxContributors());
        section.put("contributors.min.per.base", shape.minPerBase());
        section.put("committee.members", shape.members());
        section.put("committee.corrupt", shape.corrupt());
    }

    private static void add(Section section, RoundTiming timing) {
        section.put("round.collect.millis", timing.collectMillis());
        section.put("round.grace.millis", timing.graceMillis());
        section.put("round.vote.millis", timing.voteMillis());
        section.put("round.unmask.millis", timing.unmaskMillis());
        section.put("round.retain.millis", timing.retainMillis());
        section.put("upload.ttl.millis", timing.uploadTtlMillis());
    }

    /** The keys of one task. */
    private record Section(Properties file, String prefix) {
        void put(String key, Object value) {
            file.setProperty(prefix + key, value.toString());
        }
    }
}
