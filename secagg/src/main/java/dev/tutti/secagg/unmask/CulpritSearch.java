package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds who shares a wrong secret consistently: such shares pass every degree proof, so nobody can complain, and the
 * device's cohort burns by its residue each time. Over rounds whose contributors were dealt into sub-cohorts at random,
 * the culprit's burn too often. Uses nothing but which cohorts burned: no update is ever put into a second cohort, which
 * would be the differencing attack.
 *
 * <p><b>Guarantee.</b> Whoever the culprits are and whenever they strike, the probability that an innocent device is ever
 * named is at most δ, provided that the deal is uniform and that culprits choose before they can know who shares their
 * sub-cohort. With one culprit that always strikes and L sub-cohorts of equal size it is named after {@link #rounds}
 * rounds, ⌈ln(2n/δ)/ln L⌉.
 *
 * <p><b>Why.</b> In a round in which a share p of all contributors is in burned sub-cohorts, an innocent one is there with
 * probability at most p: those who burned them hold some of the places. So a bet λ that pays 1−λ+λ/p on a burn and 1−λ
 * otherwise does not grow on average, and by Ville's inequality its product over the rounds ever reaches n/δ with
 * probability at most δ/n; n devices give δ. Half the stake is on λ = 1, which one completed round refutes and which grows
 * fastest; the rest on smaller λ, for sub-cohorts that also burn for other reasons, or not every time.
 *
 * <p>The caller counts as burned only what burned by its secret or residue bound with no complaint and no liar, and leaves
 * out sub-cohorts that ended otherwise. A device that knew its neighbours could frame one of them by striking only
 * together with it: the deal stays unknown until the cohorts are sealed.
 */
public final class CulpritSearch {
    private static final double[] BETS = {1, 0.5, 0.125};
    private static final double[] LOG_STAKES = {Math.log(0.5), Math.log(0.25), Math.log(0.25)};

    private final double logThreshold;
    /** By device, for each bet: the logarithm of its stake times what it has paid so far. */
    private final Map<DeviceId, double[]> fortunes = new HashMap<>();

    /**
     * How one sub-cohort of a round ended.
     *
     * @param contributors its devices
     * @param burned whether it burned by its secret or residue bound; otherwise it was completed
     */
    public record Outcome(Collection<DeviceId> contributors, boolean burned) {
        public Outcome {
            contributors = List.copyOf(contributors);
        }
    }

    /**
     * @param population n: how many devices there are to suspect
     * @param errorProbability δ: how likely an innocent one may ever be named
     */
    public CulpritSearch(int population, double errorProbability) {
        Expect.inRange("population", population, 1, Integer.MAX_VALUE);
        Expect.that(errorProbability > 0 && errorProbability < 1, "errorProbability must be between 0 and 1");
        logThreshold = Math.log(population / errorProbability);
    }

    /**
     * Rounds until a device that always strikes is named: ⌈ln(2n/δ)/ln L⌉.
     *
     * @param subCohorts L ≥ 2, of equal size
     */
    public static int rounds(int population, double errorProbability, int subCohorts) {
        Expect.inRange("subCohorts", subCohorts, 2, Integer.MAX_VALUE);
        return (int) Math.ceil(Math.log(2 * population / errorProbability) / Math.log(subCohorts) - 1e-9);
    }

    /** Takes note of one round: every sub-cohort of one deal that was completed or burned, each device in one. */
    public void observe(List<Outcome> subCohorts) {
        int all = 0;
        int inBurned = 0;
        for (Outcome outcome : subCohorts) {
            all += outcome.contributors().size();
            inBurned += outcome.burned() ? outcome.contributors().size() : 0;
        }
        if (inBurned == 0 || inBurned == all) {
            // Everybody fared the same: nothing to learn.
            return;
        }
        double share = (double) inBurned / all;
        for (Outcome outcome : subCohorts) {
            for (DeviceId device : outcome.contributors()) {
                double[] fortune = fortunes.computeIfAbsent(device, unknown -> LOG_STAKES.clone());
                for (int i = 0; i < BETS.length; i++) {
                    fortune[i] += Math.log(1 - BETS[i] + (outcome.burned() ? BETS[i] / share : 0));
                }
            }
        }
    }

    /** The most suspicious device, if the evidence against it is enough. Once it is barred, {@link #forget} it. */
    public Optional<DeviceId> named() {
        return fortunes.keySet().stream()
                .filter(device -> suspicion(device) >= logThreshold)
                .max(Comparator.comparingDouble(this::suspicion).thenComparing(Comparator.naturalOrder()));
    }

    /** The logarithm of how many times more the evidence fits a culprit than an innocent device; 0 for one never seen. */
    public double suspicion(DeviceId device) {
        double[] fortune = fortunes.getOrDefault(device, LOG_STAKES);
        double largest = Arrays.stream(fortune).max().orElseThrow();
        return largest
                + Math.log(
                        Arrays.stream(fortune).map(f -> Math.exp(f - largest)).sum());
    }

    /** Forgets a device. */
    public void forget(DeviceId device) {
        fortunes.remove(device);
    }
}
