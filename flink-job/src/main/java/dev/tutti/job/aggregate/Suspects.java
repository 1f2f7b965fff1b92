package dev.tutti.job.aggregate;

import dev.tutti.job.aggregate.JudgedRound.Part;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.round.BurnReason;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.unmask.CulpritSearch;
import dev.tutti.secagg.unmask.CulpritSearch.Ending;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who burns sub-cohorts, of one population, in Flink's keyed state (protocol: "Search for who burns rounds"). Devices draw
 * their sub-cohorts themselves, so an innocent one is where the culprits strike by chance alone.
 *
 * <p>No more devices are ever suspected than the task says there are to suspect: those seen first, each counted anew when
 * it was forgotten. That is what its probability of error is about, and it bounds what is remembered. Later ones count
 * among those present and are never named.
 */
final class Suspects {
    private static final Logger LOG = LoggerFactory.getLogger(Suspects.class);

    /**
     * What a contributor brings about whatever the others sent, once enough members have replied. Outlying sums and weights
     * are none: they depend on the others' values, so that who knows its victim's could strike with it alone.
     */
    private static final Set<BurnReason> STRIKES =
            EnumSet.of(BurnReason.SECRET_TOO_LARGE, BurnReason.RESIDUE_TOO_LARGE, BurnReason.COUNT_MISMATCH);

    /** Named after one round at most: their report must fit a record. Others are named the next time. */
    static final int NAMED_AT_ONCE = 1024;

    private final MapState<String, double[]> fortunes;
    /** Devices that were ever suspected. */
    private final ValueState<Integer> suspected;

    private final Counter beyondSuspects;
    private final Counter struckUndecided;

    Suspects(RuntimeContext runtime) {
        fortunes = runtime.getMapState(new MapStateDescriptor<>(
                "suspicions", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
        suspected = runtime.getState(new ValueStateDescriptor<>("suspected", Types.INT));
        MetricGroup metrics = runtime.getMetricGroup().addGroup("round");
        beyondSuspects = metrics.counter("beyondSuspects");
        struckUndecided = metrics.counter("struckUndecided");
    }

    /**
     * Takes note of a round.
     *
     * @param inSeveral devices (hex) in more than one of its sub-cohorts: corrupt for certain, and left out. Counted in each
     *     they would be more of those present than the corrupt share that is assumed
     * @return devices (hex) against whom the evidence is now enough
     */
    List<String> learn(JudgedRound round, Set<String> inSeveral) throws Exception {
        if (round.parts().size() < 2) {
            return List.of();
        }
        CommitteeParameters committee = round.task().shape().plan().committee();
        List<CulpritSearch.Outcome> outcomes = new ArrayList<>();
        Map<DeviceId, double[]> known = new HashMap<>();
        for (Part part : round.parts()) {
            if (isLeftOut(part, round.task().shape().minContributors())) {
                continue;
            }
            List<DeviceId> devices = new ArrayList<>();
            for (String hex : part.conclusion().inTime()) {
                if (inSeveral.contains(hex)) {
                    continue;
                }
                DeviceId device = DeviceId.of(HexFormat.of().parseHex(hex));
                devices.add(device);
                double[] fortune = fortunes.get(hex);
                if (fortune != null) {
                    known.put(device, fortune);
                }
            }
            outcomes.add(new CulpritSearch.Outcome(devices, ending(part.report(), committee)));
        }
        CulpritRule rule = round.task().culprits();
        CulpritSearch search = new CulpritSearch(known, rule.suspects(), rule.errorProbability(), rule.corruptShare());
        search.observe(outcomes);
        leaveOutWhoCameTooLate(round, known);
        List<String> named = new ArrayList<>();
        Optional<DeviceId> next = search.named();
        for (; next.isPresent() && named.size() < NAMED_AT_ONCE; next = search.named()) {
            named.add(next.get().hex());
            search.forget(next.get());
            fortunes.remove(next.get().hex());
        }
        for (Map.Entry<DeviceId, double[]> entry : known.entrySet()) {
            fortunes.put(entry.getKey().hex(), entry.getValue());
        }
        return named;
    }

    /** Of the round's new devices only as many are suspected as there are to suspect. */
    private void leaveOutWhoCameTooLate(JudgedRound round, Map<DeviceId, double[]> known) throws Exception {
        int ever = ever();
        int late = 0;
        for (DeviceId device : new TreeSet<>(known.keySet())) {
            if (fortunes.contains(device.hex())) {
                continue;
            }
            if (ever < round.task().culprits().suspects()) {
                ever++;
            } else {
                known.remove(device);
                late++;
            }
        }
        suspected.update(ever);
        beyondSuspects.inc(late);
        if (late > 0) {
            LOG.warn(
                    "{}: {} devices of a round cannot be found to burn sub-cohorts, more take part than the {} to suspect",
                    round.population(),
                    late,
                    round.task().culprits().suspects());
        }
    }

    private int ever() throws Exception {
        Integer known = suspected.value();
        if (known != null) {
            return known;
        }
        int remembered = 0;
        for (String unused : fortunes.keys()) {
            remembered++;
        }
        return remembered;
    }

    /** Whoever is barred for another reason takes part no more. */
    void forget(Collection<String> devices) throws Exception {
        for (String device : devices) {
            fortunes.remove(device);
        }
    }

    /**
     * What follows from how many drew a sub-cohort, or befalls all of them, says nothing about anybody. That so many had
     * model versions of which there were too few does: which ones they were decides, and those may be somebody's victims.
     */
    private static boolean isLeftOut(Part part, int minContributors) {
        String reason = part.report().getReason();
        boolean tooSmall = reason.equals(BurnReason.TOO_FEW_CONTRIBUTORS.name())
                && part.conclusion().inTime().size() < minContributors;
        return tooSmall || reason.equals(BurnReason.ROLLED_BACK.name());
    }

    /**
     * A burn is a contributor's doing when every liar among the members was found: members know the cohort, and could
     * otherwise strike when somebody is in it. Whatever else hinders a sub-cohort makes nobody suspect.
     */
    private Ending ending(RoundReport report, CommitteeParameters committee) {
        if (report.getReason().isEmpty()) {
            return Ending.COMPLETED;
        }
        if (!STRIKES.contains(BurnReason.valueOf(report.getReason()))) {
            return Ending.HINDERED;
        }
        if (report.getReplies() >= committee.decisiveReplies()) {
            return Ending.BURNED;
        }
        // Members that are merely away hide a culprit too; whoever runs the job should see that they do.
        struckUndecided.inc();
        LOG.warn(
                "{} round {}: sub-cohort {} burned with {} replies, and {} must come for its culprit to be found",
                report.getPopulation(),
                report.getRound(),
                report.getSubCohort(),
                report.getReplies(),
                committee.decisiveReplies());
        return Ending.HINDERED;
    }
}
