package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.unmask.CulpritSearch.Ending;
import dev.tutti.secagg.unmask.CulpritSearch.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Simulated deals; every one is seeded. */
final class CulpritSearchTest {
    @Test
    void aDeviceThatAlwaysStrikesIsNamedAfterTheRoundsStated() {
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0, 10)).isEqualTo(7);
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0, 2)).isEqualTo(21);
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(1000);
            DeviceId culprit = devices.get(random.nextInt(1000));
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 1000, 1e-3, 0);
            for (int round = 1; round <= 7; round++) {
                assertThat(search.named()).isEmpty();
                search.observe(deal(devices, 10, random, members -> members.contains(culprit)));
            }
            assertThat(search.named()).contains(culprit);
        });
    }

    @Test
    void aDeviceThatStrikesNowAndThenIsNamedAfterAsManyStrikes() {
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(200);
            DeviceId culprit = devices.get(0);
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 200, 1e-3, 0);
            int strikes = 0;
            while (search.named().isEmpty()) {
                boolean strike = random.nextInt(4) == 0;
                strikes += strike ? 1 : 0;
                search.observe(deal(devices, 10, random, members -> strike && members.contains(culprit)));
            }
            assertThat(search.named()).contains(culprit);
            assertThat(strikes).isEqualTo(CulpritSearch.rounds(200, 1e-3, 0, 10));
        });
    }

    @Test
    void aDeviceIsNamedAlthoughSubCohortsBurnForOtherReasonsToo() {
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(300);
            DeviceId culprit = devices.get(299);
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 300, 1e-3, 0);
            int rounds = 0;
            while (search.named().isEmpty()) {
                // Strikes nine times in ten; any other sub-cohort burns one time in twenty.
                boolean strike = random.nextInt(10) > 0;
                search.observe(deal(
                        devices,
                        10,
                        random,
                        members -> strike && members.contains(culprit) || random.nextInt(20) == 0));
                rounds++;
            }
            assertThat(search.named()).contains(culprit);
            assertThat(rounds).isLessThan(40);
        });
    }

    @Test
    void twoCulpritsAreNamedOneAfterTheOther() {
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(400);
            Set<DeviceId> culprits = Set.of(devices.get(3), devices.get(77));
            List<DeviceId> left = new ArrayList<>(devices);
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 400, 1e-3, 0);
            List<DeviceId> named = new ArrayList<>();
            for (int round = 0; round < 40 && named.size() < 2; round++) {
                search.observe(deal(left, 10, random, members -> !Collections.disjoint(members, culprits)));
                search.named().ifPresent(device -> {
                    named.add(device);
                    left.remove(device);
                    search.forget(device);
                });
            }
            assertThat(named).containsExactlyInAnyOrderElementsOf(culprits);
        });
    }

    /**
     * 2000 histories with no culprit at all, a third of the sub-cohorts burning by chance, δ = 0.1: at most one history in
     * ten may name anybody. More than 250 would be beyond three standard deviations even if the bound were met exactly.
     */
    @Test
    void innocentDevicesAreNamedNoMoreOftenThanStated() {
        int[] named = new int[1];
        Trials.run(2000, random -> {
            List<DeviceId> devices = devices(12);
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 12, 0.1, 0);
            for (int round = 0; round < 60 && search.named().isEmpty(); round++) {
                search.observe(deal(devices, 4, random, members -> random.nextInt(3) == 0));
            }
            named[0] += search.named().isPresent() ? 1 : 0;
        });
        assertThat(named[0]).isLessThan(250);
    }

    /** As before, but with a culprit in every history: not counting it, the others' bound holds all the same. */
    @Test
    void theNeighboursOfACulpritAreNamedNoMoreOftenThanStated() {
        int[] named = new int[1];
        Trials.run(2000, random -> {
            List<DeviceId> devices = devices(12);
            DeviceId culprit = devices.get(0);
            CulpritSearch search = new CulpritSearch(new HashMap<>(), 12, 0.1, 0);
            boolean slandered = false;
            for (int round = 0; round < 40 && !slandered; round++) {
                search.observe(deal(devices, 4, random, members -> members.contains(culprit)));
                for (DeviceId device : devices.subList(1, 12)) {
                    slandered |= search.suspicion(device) >= Math.log(12 / 0.1);
                }
            }
            named[0] += slandered ? 1 : 0;
        });
        assertThat(named[0]).isLessThan(250);
    }

    /** What the Javadoc warns of: if a culprit knew the deal, a victim would share its fate in every round that counts. */
    @Test
    void aCulpritThatKnewTheDealCouldFrameANeighbour() {
        Random random = new Random(1);
        List<DeviceId> devices = devices(100);
        Set<DeviceId> both = Set.of(devices.get(0), devices.get(1));
        CulpritSearch search = new CulpritSearch(new HashMap<>(), 100, 1e-3, 0);
        for (int round = 0; round < 200 && search.named().isEmpty(); round++) {
            search.observe(deal(devices, 5, random, members -> members.containsAll(both)));
        }
        assertThat(search.named()).isPresent();
        assertThat(search.suspicion(devices.get(1))).isCloseTo(search.suspicion(devices.get(0)), within(1e-9));
    }

    @Test
    void roundsInWhichEverybodyFaredTheSameSayNothing() {
        List<DeviceId> devices = devices(20);
        CulpritSearch search = new CulpritSearch(new HashMap<>(), 20, 0.5, 0);
        for (int round = 0; round < 50; round++) {
            search.observe(deal(devices, 4, new Random(round), members -> true));
            search.observe(deal(devices, 4, new Random(round), members -> false));
        }
        assertThat(search.named()).isEqualTo(Optional.empty());
        assertThat(search.suspicion(devices.get(0))).isCloseTo(0, within(1e-12));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new CulpritSearch(new HashMap<>(), 0, 0.1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CulpritSearch(new HashMap<>(), 10, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CulpritSearch(new HashMap<>(), 10, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CulpritSearch.rounds(10, 0.1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Deals devices into sub-cohorts of equal size at random. */
    private static List<Outcome> deal(
            List<DeviceId> devices, int subCohorts, Random random, Predicate<List<DeviceId>> burns) {
        List<DeviceId> shuffled = new ArrayList<>(devices);
        Collections.shuffle(shuffled, random);
        return IntStream.range(0, subCohorts)
                .mapToObj(
                        i -> shuffled.subList(i * shuffled.size() / subCohorts, (i + 1) * shuffled.size() / subCohorts))
                .map(members -> new Outcome(members, burns.test(members) ? Ending.BURNED : Ending.COMPLETED))
                .toList();
    }

    private static List<DeviceId> devices(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> DeviceId.of(
                        ByteBuffer.allocate(DeviceId.BYTES).putInt(12, i).array()))
                .toList();
    }
}
