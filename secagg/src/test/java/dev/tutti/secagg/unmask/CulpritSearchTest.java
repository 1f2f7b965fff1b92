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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Simulated rounds; every one is seeded. */
final class CulpritSearchTest {
    @Test
    void aDeviceThatAlwaysStrikesIsNamedAfterTheRoundsStated() {
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0, 10)).isEqualTo(7);
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0, 2)).isEqualTo(21);
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0.1, 10)).isEqualTo(7);
        // 2n/δ = 64 is reached after exactly six.
        assertThat(CulpritSearch.rounds(8, 0.25, 0, 2)).isEqualTo(6);
        assertThat(CulpritSearch.rounds(1000, 1e-3, 0.5, 10)).isEqualTo(10);
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(1000);
            DeviceId culprit = devices.get(random.nextInt(1000));
            CulpritSearch search = search(1000, 1e-3, 0.5);
            for (int round = 1; round <= 10; round++) {
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
            CulpritSearch search = search(200, 1e-3, 0.2);
            int strikes = 0;
            while (search.named().isEmpty()) {
                boolean strike = random.nextInt(4) == 0;
                strikes += strike ? 1 : 0;
                search.observe(deal(devices, 10, random, members -> strike && members.contains(culprit)));
            }
            assertThat(search.named()).contains(culprit);
            assertThat(strikes).isEqualTo(CulpritSearch.rounds(200, 1e-3, 0.2, 10));
        });
    }

    @Test
    void aDeviceIsNamedAlthoughSubCohortsBurnForOtherReasonsToo() {
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(300);
            DeviceId culprit = devices.get(299);
            CulpritSearch search = search(300, 1e-3, 0.1);
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
            CulpritSearch search = search(400, 1e-3, 0.1);
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
            CulpritSearch search = search(12, 0.1, 0);
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
            CulpritSearch search = search(12, 0.1, 1 / 12.0);
            boolean slandered = false;
            for (int round = 0; round < 40 && !slandered; round++) {
                search.observe(deal(devices, 4, random, members -> members.contains(culprit)));
                slandered = anyNamed(search, devices.subList(1, 12), 12 / 0.1);
            }
            named[0] += slandered ? 1 : 0;
        });
        assertThat(named[0]).isLessThan(250);
    }

    /**
     * Nine of thirty devices know each other. Eight go to one sub-cohort, the ninth to the other and strikes there, each in
     * its turn. That one holds 11.5 of 30 contributors on average, but half of the innocent ones: bet on the first, they
     * all grow suspicious, and none of the nine does. Betting on the second, with γ as large as the coalition, keeps what
     * is stated; 200 histories at δ = 0.1.
     */
    @Test
    void aCoalitionFramesInnocentDevicesWhenItsShareIsTakenForNone() {
        int[] framed = new int[2];
        Trials.run(200, random -> {
            List<DeviceId> devices = devices(30);
            List<DeviceId> innocent = devices.subList(9, 30);
            CulpritSearch careless = search(30, 0.1, 0);
            CulpritSearch careful = search(30, 0.1, 0.3);
            boolean inCareless = false;
            boolean inCareful = false;
            for (int round = 0; round < 300; round++) {
                List<Outcome> outcomes = struckByOneOf(devices.subList(0, 9), round, innocent, random);
                careless.observe(outcomes);
                careful.observe(outcomes);
                inCareless |= anyNamed(careless, innocent, 30 / 0.1);
                inCareful |= anyNamed(careful, innocent, 30 / 0.1);
            }
            framed[0] += inCareless ? 1 : 0;
            framed[1] += inCareful ? 1 : 0;
            assertThat(anyNamed(careless, devices.subList(0, 9), 30 / 0.1)).isFalse();
        });
        assertThat(framed[0]).isGreaterThan(150);
        assertThat(framed[1]).isLessThan(20);
    }

    /** Where one of the coalition strikes, the others are not. */
    private static List<Outcome> struckByOneOf(
            List<DeviceId> coalition, int turn, List<DeviceId> innocent, Random random) {
        List<DeviceId> struck = new ArrayList<>();
        List<DeviceId> spared = new ArrayList<>(coalition);
        struck.add(spared.remove(turn % coalition.size()));
        for (DeviceId device : innocent) {
            (random.nextBoolean() ? struck : spared).add(device);
        }
        return List.of(new Outcome(struck, true), new Outcome(spared, false));
    }

    /** What the Javadoc warns of: a culprit that sees where its victim went goes there too, and shares its fate with it. */
    @Test
    void aCulpritThatSeesWhereItsVictimWentFramesIt() {
        Random random = new Random(1);
        List<DeviceId> devices = devices(100);
        CulpritSearch search = search(100, 1e-3, 0.01);
        for (int round = 0; round < 200 && search.named().isEmpty(); round++) {
            List<Outcome> outcomes =
                    draw(devices.subList(1, 100), 5, random, members -> members.contains(devices.get(1)));
            search.observe(outcomes.stream()
                    .map(outcome -> outcome.burned() ? joined(outcome, devices.get(0)) : outcome)
                    .toList());
        }
        assertThat(search.named()).isPresent();
        assertThat(search.suspicion(devices.get(1))).isCloseTo(search.suspicion(devices.get(0)), within(1e-9));
    }

    private static Outcome joined(Outcome outcome, DeviceId device) {
        List<DeviceId> members = new ArrayList<>(outcome.contributors());
        members.add(device);
        return new Outcome(members, outcome.burned());
    }

    /** Drawn sub-cohorts differ in size; that costs a culprit's finder a round or two. */
    @Test
    void aDeviceThatAlwaysStrikesIsNamedWhereEveryDeviceDrawsItsSubCohort() {
        Trials.run(20, random -> {
            List<DeviceId> devices = devices(1000);
            CulpritSearch search = search(1000, 1e-3, 0.1);
            int rounds = 0;
            while (search.named().isEmpty()) {
                search.observe(draw(devices, 10, random, members -> members.contains(devices.get(7))));
                rounds++;
            }
            assertThat(search.named()).contains(devices.get(7));
            assertThat(rounds).isBetween(6, 8);
        });
    }

    /** The caller may show the search the round's devices only, and keep the rest elsewhere. */
    @Test
    void whatIsKnownLiesInTheCallersMap() {
        List<DeviceId> devices = devices(40);
        Map<DeviceId, double[]> kept = new HashMap<>();
        CulpritSearch whole = search(40, 1e-3, 0.1);
        for (int round = 0; round < 12; round++) {
            List<DeviceId> chosen = new ArrayList<>(devices);
            Collections.shuffle(chosen, new Random(round));
            List<Outcome> outcomes =
                    deal(chosen.subList(0, 20), 4, new Random(round), members -> members.contains(chosen.get(0)));
            Map<DeviceId, double[]> ofTheRound = new HashMap<>();
            chosen.subList(0, 20).stream()
                    .filter(kept::containsKey)
                    .forEach(device -> ofTheRound.put(
                            device, Objects.requireNonNull(kept.get(device)).clone()));
            new CulpritSearch(ofTheRound, 40, 1e-3, 0.1).observe(outcomes);
            assertThat(ofTheRound).containsOnlyKeys(chosen.subList(0, 20));
            kept.putAll(ofTheRound);
            whole.observe(outcomes);
        }
        CulpritSearch restored = new CulpritSearch(kept, 40, 1e-3, 0.1);
        assertThat(devices)
                .allSatisfy(device -> assertThat(restored.suspicion(device)).isEqualTo(whole.suspicion(device)));
        assertThat(devices)
                .anySatisfy(device -> assertThat(whole.suspicion(device)).isPositive());
    }

    /**
     * Members see who is in a cohort, and can keep it from being counted: here they hinder every struck sub-cohort in which
     * their victim is not. Left out of the round, those would make it look as if the culprits struck where the victim is
     * and nowhere else. Culprits strike in two of four; at most one history in ten may name anybody.
     */
    @Test
    void membersWhoHinderWhereTheirVictimIsNotFrameNobody() {
        int[] named = new int[2];
        Trials.run(400, random -> {
            List<DeviceId> devices = devices(40);
            DeviceId victim = devices.get(39);
            CulpritSearch search = search(40, 0.1, 0);
            CulpritSearch leavingThemOut = search(40, 0.1, 0);
            for (int round = 0; round < 40; round++) {
                List<Outcome> ended = new ArrayList<>();
                int place = 0;
                for (Outcome drawn : draw(devices, 4, random, members -> false)) {
                    boolean struck = place++ < 2;
                    boolean hindered = struck && !drawn.contributors().contains(victim);
                    ended.add(new Outcome(
                            drawn.contributors(),
                            hindered ? Ending.HINDERED : struck ? Ending.BURNED : Ending.COMPLETED));
                }
                search.observe(ended);
                leavingThemOut.observe(ended.stream()
                        .filter(outcome -> outcome.ending() != Ending.HINDERED)
                        .toList());
            }
            named[0] += search.named().isPresent() ? 1 : 0;
            named[1] += leavingThemOut.suspicion(victim) >= Math.log(40 / 0.1) ? 1 : 0;
        });
        // Forty, and three standard deviations.
        assertThat(named[0]).isLessThan(58);
        assertThat(named[1]).isGreaterThan(58);
    }

    /** A store that keeps old states, as a checkpoint does, must not see them change. */
    @Test
    void aFortuneIsReplacedAndNeverWrittenInto() {
        List<DeviceId> devices = devices(20);
        Map<DeviceId, double[]> fortunes = new HashMap<>();
        CulpritSearch search = new CulpritSearch(fortunes, 20, 0.1, 0);
        search.observe(deal(devices, 4, new Random(1), members -> members.contains(devices.get(0))));
        double[] before = Objects.requireNonNull(fortunes.get(devices.get(0)));
        double[] copy = before.clone();
        search.observe(deal(devices, 4, new Random(2), members -> members.contains(devices.get(0))));
        assertThat(before).containsExactly(copy);
        assertThat(fortunes.get(devices.get(0))).isNotEqualTo(copy);
    }

    @Test
    void aDeviceThatIsForgottenStartsAgain() {
        List<DeviceId> devices = devices(20);
        Map<DeviceId, double[]> fortunes = new HashMap<>();
        CulpritSearch search = new CulpritSearch(fortunes, 20, 0.1, 0);
        search.observe(deal(devices, 4, new Random(1), members -> members.contains(devices.get(0))));
        assertThat(search.suspicion(devices.get(0))).isPositive();
        search.forget(devices.get(0));
        assertThat(fortunes).hasSize(19).doesNotContainKey(devices.get(0));
        assertThat(search.suspicion(devices.get(0))).isCloseTo(0, within(1e-12));
    }

    /** Three of four burned, a quarter may be corrupt: every innocent device may be in a burned one. */
    @Test
    void aRoundInWhichEveryInnocentDeviceMayHaveBurnedSpeaksAgainstNobody() {
        List<DeviceId> devices = devices(40);
        List<Outcome> outcomes = IntStream.range(0, 4)
                .mapToObj(i -> new Outcome(devices.subList(10 * i, 10 * i + 10), i < 3))
                .toList();
        CulpritSearch atTheEdge = search(40, 0.1, 0.25);
        atTheEdge.observe(outcomes);
        assertThat(atTheEdge.suspicion(devices.get(0))).isCloseTo(0, within(1e-12));
        assertThat(atTheEdge.suspicion(devices.get(39))).isNegative();
        CulpritSearch below = search(40, 0.1, 0.2);
        below.observe(outcomes);
        assertThat(below.suspicion(devices.get(0))).isPositive();
        assertThat(below.suspicion(devices.get(39))).isNegative();
    }

    @Test
    void roundsInWhichEverybodyFaredTheSameSayNothing() {
        List<DeviceId> devices = devices(20);
        CulpritSearch search = search(20, 0.5, 0);
        for (int round = 0; round < 50; round++) {
            search.observe(deal(devices, 4, new Random(round), members -> true));
            search.observe(deal(devices, 4, new Random(round), members -> false));
        }
        assertThat(search.named()).isEqualTo(Optional.empty());
        assertThat(search.suspicion(devices.get(0))).isCloseTo(0, within(1e-12));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> search(0, 0.1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search(10, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search(10, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search(10, 0.1, -0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search(10, 0.1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search(10, 0.1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CulpritSearch.rounds(10, 0.1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CulpritSearch.rounds(10, 0.1, 0.5, 2)).isInstanceOf(IllegalArgumentException.class);
        DeviceId device = devices(1).get(0);
        CulpritSearch damaged = new CulpritSearch(new HashMap<>(Map.of(device, new double[2])), 10, 0.1, 0);
        assertThatThrownBy(() -> damaged.suspicion(device)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CulpritSearch search(int suspects, double errorProbability, double corruptShare) {
        return new CulpritSearch(new HashMap<>(), suspects, errorProbability, corruptShare);
    }

    private static boolean anyNamed(CulpritSearch search, List<DeviceId> devices, double threshold) {
        return devices.stream().anyMatch(device -> search.suspicion(device) >= Math.log(threshold));
    }

    /** Every device draws its own sub-cohort. */
    private static List<Outcome> draw(
            List<DeviceId> devices, int subCohorts, Random random, Predicate<List<DeviceId>> burns) {
        List<List<DeviceId>> members = IntStream.range(0, subCohorts)
                .<List<DeviceId>>mapToObj(i -> new ArrayList<>())
                .toList();
        devices.forEach(device -> members.get(random.nextInt(subCohorts)).add(device));
        return members.stream().map(own -> new Outcome(own, burns.test(own))).toList();
    }

    /** Sub-cohorts of equal size, at random. */
    private static List<Outcome> deal(
            List<DeviceId> devices, int subCohorts, Random random, Predicate<List<DeviceId>> burns) {
        List<DeviceId> shuffled = new ArrayList<>(devices);
        Collections.shuffle(shuffled, random);
        return IntStream.range(0, subCohorts)
                .mapToObj(
                        i -> shuffled.subList(i * shuffled.size() / subCohorts, (i + 1) * shuffled.size() / subCohorts))
                .map(members -> new Outcome(members, burns.test(members)))
                .toList();
    }

    private static List<DeviceId> devices(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> DeviceId.of(
                        ByteBuffer.allocate(DeviceId.BYTES).putInt(12, i).array()))
                .toList();
    }
}
