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
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code search.json}: which sub-cohorts of some rounds burned, and who is named after each. */
final class SearchVectors {
    private static final int DEVICES = 12;
    private static final int SUB_COHORTS = 3;
    private static final double ERROR = 0.01;
    private static final double CORRUPT = 0.25;
    private static final int CULPRIT = 5;

    private SearchVectors() {}

    static ObjectNode file() {
        return object().put("about", "who burns sub-cohorts: twelve devices in three a round; 0 when nobody is named")
                .put("population", DEVICES)
                .put("error", ERROR)
                .put("corrupt", CORRUPT)
                .put("sub_cohorts", SUB_COHORTS)
                .put("rounds_to_name", CulpritSearch.rounds(DEVICES, ERROR, CORRUPT, SUB_COHORTS))
                .set(
                        "vectors",
                        array().add(search(
                                        "one that always strikes, sub-cohorts of equal size", 12, 1, false, false, 0))
                                .add(search("one that strikes every second round", 24, 2, false, true, 0))
                                .add(search("one that always strikes, and burns of other causes", 20, 1, true, true, 0))
                                .add(search(
                                        "one that always strikes, and sub-cohorts that are hindered",
                                        60,
                                        1,
                                        false,
                                        true,
                                        9)));
    }

    private static ObjectNode search(
            String name, int rounds, int every, boolean otherBurns, boolean drawn, int hinderedEvery) {
        CulpritSearch search = new CulpritSearch(new HashMap<>(), DEVICES, ERROR, CORRUPT);
        Random random = new Random(4);
        ArrayNode json = array();
        for (int round = 0; round < rounds; round++) {
            List<Outcome> outcomes = new ArrayList<>();
            ArrayNode subCohorts = array();
            List<List<Integer>> members = drawn ? drawn(random) : ofEqualSize(random);
            for (int i = 0; i < SUB_COHORTS; i++) {
                List<Integer> own = members.get(i);
                boolean burned = own.contains(CULPRIT) && round % every == 0 || otherBurns && round % 5 == 2 && i == 0;
                boolean hindered = hinderedEvery > 0 && round % hinderedEvery == 2 && i == 2;
                Ending ending = hindered ? Ending.HINDERED : burned ? Ending.BURNED : Ending.COMPLETED;
                outcomes.add(new Outcome(own.stream().map(SearchVectors::device).toList(), ending));
                subCohorts.add(object().<ObjectNode>set("devices", each(own, device -> device))
                        .put("ending", ending.name().toLowerCase(Locale.ROOT)));
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

    private static List<List<Integer>> ofEqualSize(Random random) {
        List<Integer> devices =
                new ArrayList<>(IntStream.rangeClosed(1, DEVICES).boxed().toList());
        Collections.shuffle(devices, random);
        return IntStream.range(0, SUB_COHORTS)
                .mapToObj(i -> devices.subList(i * DEVICES / SUB_COHORTS, (i + 1) * DEVICES / SUB_COHORTS))
                .toList();
    }

    private static List<List<Integer>> drawn(Random random) {
        List<List<Integer>> members = Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                .limit(SUB_COHORTS)
                .toList();
        for (int device = 1; device <= DEVICES; device++) {
            members.get(random.nextInt(SUB_COHORTS)).add(device);
        }
        return members;
    }

    private static DeviceId device(int number) {
        byte[] bytes = new byte[DeviceId.BYTES];
        bytes[0] = (byte) number;
        return DeviceId.of(bytes);
    }
}
