package dev.tutti.job.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A task as text: one {@code key=value} per line, in the order of the keys. The same keys stand in the job's configuration
 * file, there behind {@code task.<name>.}, and in the operator's orders.
 */
public final class TaskText {
    private TaskText() {}

    /** Canonical text of a task: two equal tasks have equal texts. */
    public static String of(TaskConfig task) {
        return values(task).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Reads a task.
     *
     * @throws IllegalArgumentException naming the key that is missing, unknown or out of range
     */
    public static TaskConfig parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.lines().toList()) {
            int at = line.indexOf('=');
            Checks.require(at > 0, "lines of the form key=value", "'" + line + "'");
            String previous = values.put(line.substring(0, at), line.substring(at + 1));
            Checks.require(previous == null, "each key once", "'" + line + "'");
        }
        Settings settings = new Settings(values);
        TaskConfig task = read(settings, "");
        settings.requireAllRead();
        return task;
    }

    static TaskConfig read(Settings from, String p) {
        int members = from.integer(p + "committee.members", 64);
        int subCohorts = from.integer(p + "sub.cohorts", 1);
        UpdateShape shape = new UpdateShape(
                from.integer(p + "dimension", null),
                from.integer(p + "value.bits", 8),
                from.decimal(p + "clip.norm", null),
                from.decimal(p + "value.range", null),
                from.text(p + "weight.function", "EXAMPLES"),
                from.integer(p + "weight.max", 64),
                Boolean.parseBoolean(from.text(p + "evaluation", "true")),
                from.integer(p + "polynomials.per.slice", 64),
                from.integer(p + "polynomials.per.chunk", 64),
                from.integer(p + "contributors.min", 100),
                from.integer(p + "contributors.max", 1024),
                from.integer(p + "contributors.min.per.base", 50),
                members,
                from.integer(p + "committee.corrupt", 6),
                from.text(p + "sealing", UpdateShape.DEFAULT_SEALING));
        RoundTiming timing = new RoundTiming(
                from.integer(p + "round.collect.millis", 600_000),
                from.integer(p + "round.grace.millis", 10_000),
                from.integer(p + "round.vote.millis", 120_000),
                from.integer(p + "round.unmask.millis", 120_000),
                from.integer(p + "round.retain.millis", 600_000),
                from.integer(p + "upload.ttl.millis", 1_200_000));
        return new TaskConfig(
                from.text(p + "population", null),
                from.text(p + "name", null),
                from.text(p + "plan.digest", null),
                new InitialModel(
                        from.text(p + "model.initial.digest", null), from.list(p + "model.initial.slices", null)),
                shape,
                from.integer(p + "report.goal", shape.minContributors()),
                from.integer(p + "staleness.max", 1),
                from.integer(p + "rounds.live", 2),
                subCohorts,
                from.integer(p + "check.ins", members * subCohorts),
                from.integer(p + "rounds", 0),
                timing,
                ServerStep.parse(
                        from.text(p + "server.step", "fed_avg"), from.decimal(p + "server.learning.rate", "1")),
                new Guard(from.exact(p + "guard.accuracy.min", "0"), from.exact(p + "guard.accuracy.drop.max", "1")),
                new CommitteeOdds(
                        from.exact(
                                p + "committee.corrupt.share", Double.toString(CommitteeOdds.DEFAULT.corruptShare())),
                        from.integer(p + "committee.enrolled.max", CommitteeOdds.DEFAULT.mostEnrolled())),
                new CulpritRule(
                        from.integer(p + "culprits.suspects", CulpritRule.DEFAULT.suspects()),
                        from.exact(p + "culprits.error", Double.toString(CulpritRule.DEFAULT.errorProbability())),
                        from.exact(p + "culprits.corrupt.share", Double.toString(CulpritRule.DEFAULT.corruptShare()))));
    }

    /** A task's values by key, in the order of the keys. */
    public static SortedMap<String, String> values(TaskConfig task) {
        SortedMap<String, String> values = new TreeMap<>();
        UpdateShape shape = task.shape();
        RoundTiming timing = task.timing();
        values.put("population", task.population());
        values.put("name", task.task());
        values.put("plan.digest", task.planDigest());
        values.put("model.initial.digest", task.initialModel().manifestDigest());
        values.put("model.initial.slices", String.join(",", task.initialModel().slicePaths()));
        values.put("dimension", Integer.toString(shape.dimension()));
        values.put("value.bits", Integer.toString(shape.valueBits()));
        values.put("clip.norm", Float.toString(shape.clipNorm()));
        values.put("value.range", Float.toString(shape.valueRange()));
        values.put("weight.function", shape.weightFunction());
        values.put("weight.max", Integer.toString(shape.maxWeight()));
        values.put("evaluation", Boolean.toString(shape.evaluation()));
        values.put("polynomials.per.slice", Integer.toString(shape.polynomialsPerSlice()));
        values.put("polynomials.per.chunk", Integer.toString(shape.polynomialsPerChunk()));
        values.put("contributors.min", Integer.toString(shape.minContributors()));
        values.put("contributors.max", Integer.toString(shape.maxContributors()));
        values.put("contributors.min.per.base", Integer.toString(shape.minPerBase()));
        values.put("committee.members", Integer.toString(shape.members()));
        values.put("committee.corrupt", Integer.toString(shape.corrupt()));
        values.put("sealing", shape.sealing());
        values.put("sub.cohorts", Integer.toString(task.subCohorts()));
        values.put("committee.corrupt.share", Double.toString(task.odds().corruptShare()));
        values.put("committee.enrolled.max", Integer.toString(task.odds().mostEnrolled()));
        values.put("culprits.suspects", Integer.toString(task.culprits().suspects()));
        values.put("culprits.error", Double.toString(task.culprits().errorProbability()));
        values.put("culprits.corrupt.share", Double.toString(task.culprits().corruptShare()));
        values.put("round.collect.millis", Long.toString(timing.collectMillis()));
        values.put("round.grace.millis", Long.toString(timing.graceMillis()));
        values.put("round.vote.millis", Long.toString(timing.voteMillis()));
        values.put("round.unmask.millis", Long.toString(timing.unmaskMillis()));
        values.put("round.retain.millis", Long.toString(timing.retainMillis()));
        values.put("upload.ttl.millis", Long.toString(timing.uploadTtlMillis()));
        values.put("report.goal", Integer.toString(task.reportGoal()));
        values.put("staleness.max", Integer.toString(task.maxStaleness()));
        values.put("rounds.live", Integer.toString(task.liveRounds()));
        values.put("check.ins", Integer.toString(task.checkIns()));
        values.put("rounds", Long.toString(task.rounds()));
        values.put("server.step", task.serverStep().rule().name().toLowerCase(Locale.ROOT));
        values.put("server.learning.rate", Float.toString(task.serverStep().learningRate()));
        values.put("guard.accuracy.min", Double.toString(task.guard().minAccuracy()));
        values.put("guard.accuracy.drop.max", Double.toString(task.guard().maxDrop()));
        return values;
    }
}
