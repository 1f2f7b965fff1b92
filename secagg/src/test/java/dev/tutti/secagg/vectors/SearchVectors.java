package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.unmask.CulpritSearch;
import dev.tutti.secagg.unmask.CulpritSearch.Ending;
import dev.tutti.secagg.unmask.CulpritSearch.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/** {@code search.json}: which sub-cohorts of some rounds burned, and who is named after each. */
final class SearchVectors {
    private static final int DEVICES = 12;
    private static final int SUB_COHORTS = 3;
    private static final double ERROR = 0.01;
    private static final int CULPRIT = 5;

    private SearchVectors() {}

    static ObjectNode file() {
        return object().put(
                        "about",
                        "who burns sub-cohorts: twelve devices dealt into three a round; 0 when nobody is named")
                .put("population", DEVICES)
                .put("error", ERROR)
                .put("sub_cohorts", SUB_COHORTS)
                .put("rounds_to_name", CulpritSearch.rounds(DEVICES, ERROR, 0, SUB_COHORTS))
                .set(
                        "vectors",
                        array().add(search("one that always strikes", 10, 1, false))
                                .add(search("one that strikes every second round", 20, 2, false))
                                .add(search("one that always strikes, and burns of other causes", 24, 1, true)));
    }

    private static ObjectNode search(String name, int rounds, int every, boolean otherBurns) {
        CulpritSearch search = new CulpritSearch(new HashMap<>(), DEVICES, ERROR, 0);
        Random deal = new Random(4);
        ArrayNode json = array();
        for (int round = 0; round < rounds; round++) {
            List<Integer> dealt = new ArrayList<>();
            for (int device = 1; device <= DEVICES; device++) {
                dealt.add(device);
            }
            Collections.shuffle(dealt, deal);
            List<Outcome> outcomes = new ArrayList<>();
            ArrayNode subCohorts = array();
            for (int i = 0; i < SUB_COHORTS; i++) {
                List<Integer> own = dealt.subList(i * DEVICES / SUB_COHORTS, (i + 1) * DEVICES / SUB_COHORTS);
                boolean burned = own.contains(CULPRIT) && round % every == 0 || otherBurns && round % 5 == 2 && i == 0;
                outcomes.add(new Outcome(
                        own.stream().map(SearchVectors::device).toList(), burned ? Ending.BURNED : Ending.COMPLETED));
                subCohorts.add(object().<ObjectNode>set("devices", each(own, device -> device))
                        .put("burned", burned ? 1 : 0));
            }
            search.observe(outcomes);
            int named = search.named().map(device -> (int) device.bytes()[0]).orElse(0);
            json.add(object().<ObjectNode>set("sub_cohorts", subCohorts).put("named", named));
            if (round == rounds - 1 && named != CULPRIT) {
                throw new AssertionError(name + ": expected the culprit to be named, found " + named);
            }
        }
        return vector(name).set("rounds", json);
    }

    private static DeviceId device(int number) {
        byte[] bytes = new byte[DeviceId.BYTES];
        bytes[0] = (byte) number;
        return DeviceId.of(bytes);
    }
}
