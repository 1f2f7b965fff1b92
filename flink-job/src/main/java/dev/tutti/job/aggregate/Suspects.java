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
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Who burns sub-cohorts, of one population, in Flink's keyed state (protocol: "Search for who burns rounds"). Devices draw
 * their sub-cohorts themselves, so an innocent one is where the culprits strike by chance alone.
 */
final class Suspects {
    /**
     * What a contributor brings about whatever the others sent, once enough members have replied. Outlying sums and weights
     * are none: they depend on the others' values, so that who knows its victim's could strike with it alone.
     */
    private static final Set<BurnReason> STRIKES =
            EnumSet.of(BurnReason.SECRET_TOO_LARGE, BurnReason.RESIDUE_TOO_LARGE, BurnReason.COUNT_MISMATCH);

    /** What follows from the sizes of sub-cohorts, or befalls all of them, says nothing about anybody. */
    private static final Set<String> LEFT_OUT =
            Set.of(BurnReason.TOO_FEW_CONTRIBUTORS.name(), BurnReason.ROLLED_BACK.name());

    private final MapState<String, double[]> fortunes;

    Suspects(RuntimeContext runtime) {
        fortunes = runtime.getMapState(new MapStateDescriptor<>(
                "suspicions", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
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
            if (LEFT_OUT.contains(part.report().getReason())) {
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
        List<String> named = new ArrayList<>();
        for (Optional<DeviceId> next = search.named(); next.isPresent(); next = search.named()) {
            named.add(next.get().hex());
            search.forget(next.get());
            fortunes.remove(next.get().hex());
        }
        for (Map.Entry<DeviceId, double[]> entry : known.entrySet()) {
            fortunes.put(entry.getKey().hex(), entry.getValue());
        }
        return named;
    }

    /** Whoever is barred for another reason takes part no more. */
    void forget(Collection<String> devices) throws Exception {
        for (String device : devices) {
            fortunes.remove(device);
        }
    }

    /**
     * A burn is a contributor's doing when every liar among the members was found: members know the cohort, and could
     * otherwise strike when somebody is in it. Whatever else hinders a sub-cohort makes nobody suspect.
     */
    private static Ending ending(RoundReport report, CommitteeParameters committee) {
        if (report.getReason().isEmpty()) {
            return Ending.COMPLETED;
        }
        boolean struck = STRIKES.contains(BurnReason.valueOf(report.getReason()));
        return struck && report.getReplies() >= committee.decisiveReplies() ? Ending.BURNED : Ending.HINDERED;
    }
}
