package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds who shares a wrong secret consistently: such shares pass every degree proof, so nobody can complain, and the
 * device's cohort burns by its residue each time. Over rounds in which every device drew its sub-cohort at random, the
 * culprit's burn too often. Uses nothing but how cohorts ended: no update is ever put into a second cohort, which would
 * be the differencing attack. docs/protocol.md, "Search for who burns rounds".
 *
 * <p><b>Guarantee.</b> Whoever the culprits are, whether or not they know each other, and whenever they strike, the
 * probability that an innocent device is ever named is at most δ, provided that in no round corrupt devices are more than a
 * share γ of the contributors, and that where culprits go and whether they strike depends on how many innocent devices
 * chose which sub-cohort at most, never on which ones. Committee members do know which; so BURNED is said only of what they
 * cannot have brought about, and what they hinder makes nobody suspect. With one culprit that always strikes and L sub-cohorts of
 * equal size it is named after {@link #rounds} rounds, ⌈ln(2n/δ)/ln(L(1−γ))⌉.
 *
 * <p><b>Why.</b> Say culprits strike where a share of all contributors is. Corrupt devices may hold few of those places, if
 * they strike where few of them are; innocent ones then hold up to that share of all places, shared out among at least 1−γ
 * of all. Members may keep struck sub-cohorts, or others, from being counted: so φ is the share in all that did not
 * complete, which is no less, and each innocent device is where culprits strike with probability at most
 * φ′ = min(1, φ/(1−γ)). So a bet λ that pays 1−λ+λ/φ′ on a burn and 1−λ
 * otherwise does not grow on average, and by Ville's inequality its product over the rounds ever reaches n/δ with
 * probability at most δ/n; n devices give δ. Half the stake is on λ = 1, which one completed round refutes and which grows
 * fastest; the rest on smaller λ, for sub-cohorts that also burn for other reasons, or not every time.
 *
 * <p>What it knows of devices lies in the caller's map.
 */
public final class CulpritSearch {
    private static final double[] BETS = {1, 0.5, 0.125};
    private static final double[] LOG_STAKES = {Math.log(0.5), Math.log(0.25), Math.log(0.25)};

    private final Map<DeviceId, double[]> fortunes;
    private final double logThreshold;
    private final double innocentShare;

    /** How a sub-cohort ended. */
    public enum Ending {
        /** Its sum counted. */
        COMPLETED,
        /** A contributor burned it: no member can have. */
        BURNED,
        /** Something else hindered it. */
        HINDERED
    }

    /**
     * How one sub-cohort of a round ended.
     *
     * @param contributors its devices
     */
    public record Outcome(Collection<DeviceId> contributors, Ending ending) {
        public Outcome {
            contributors = List.copyOf(contributors);
        }

        /** Of a sub-cohort that nothing else hindered. */
        Outcome(Collection<DeviceId> contributors, boolean burned) {
            this(contributors, burned ? Ending.BURNED : Ending.COMPLETED);
        }

        boolean burned() {
            return ending == Ending.BURNED;
        }
    }

    /**
     * @param fortunes what is known of devices, for each bet the logarithm of its stake times what it has paid so far. It is
     *     the caller's to keep, and starts empty. {@link #observe} reads and replaces the entries of the round's devices
     *     and no others, so that only those need be there
     * @param suspects n: how many devices there are to suspect
     * @param errorProbability δ: how likely an innocent one may ever be named
     * @param corruptShare γ in [0, 1): the largest share of corrupt devices among a round's contributors counted; an
     *     assumption, as the committee's t is. From (L−1)/L on nobody can be named
     */
    public CulpritSearch(Map<DeviceId, double[]> fortunes, int suspects, double errorProbability, double corruptShare) {
        this.fortunes = fortunes;
        logThreshold = Math.log(suspects(suspects) / errorProbability(errorProbability));
        innocentShare = 1 - corruptShare(corruptShare);
    }

    /**
     * Rounds until a device that always strikes is named: ⌈ln(2n/δ)/ln(L(1−γ))⌉.
     *
     * @param suspects n
     * @param errorProbability δ
     * @param corruptShare γ, below (L−1)/L
     * @param subCohorts L, of equal size
     */
    public static int rounds(int suspects, double errorProbability, double corruptShare, int subCohorts) {
        double growth = subCohorts * (1 - corruptShare(corruptShare));
        Expect.that(growth > 1, "subCohorts must be more than 1/(1 - " + corruptShare + "), but were " + subCohorts);
        double goal = 2 * suspects(suspects) / errorProbability(errorProbability);
        return (int) Math.ceil(Math.log(goal) / Math.log(growth) - 1e-9);
    }

    private static double suspects(int suspects) {
        return Expect.inRange("suspects", suspects, 1, Integer.MAX_VALUE);
    }

    private static double errorProbability(double probability) {
        Expect.that(
                probability > 0 && probability < 1,
                "errorProbability must be between 0 and 1, exclusive, but was " + probability);
        return probability;
    }

    private static double corruptShare(double share) {
        Expect.that(share >= 0 && share < 1, "corruptShare must be at least 0 and below 1, but was " + share);
        return share;
    }

    /** Takes note of one round: all its sub-cohorts, each device in one. */
    public void observe(List<Outcome> subCohorts) {
        int all = 0;
        int notCompleted = 0;
        for (Outcome outcome : subCohorts) {
            all += outcome.contributors().size();
            notCompleted += outcome.ending() == Ending.COMPLETED
                    ? 0
                    : outcome.contributors().size();
        }
        if (notCompleted == 0) {
            // Nobody struck. Any other round counts, or members could choose which do.
            return;
        }
        double mostLikely = Math.min(1, (double) notCompleted / all / innocentShare);
        for (Outcome outcome : subCohorts) {
            for (DeviceId device : outcome.contributors()) {
                double[] fortune = fortune(device).clone();
                for (int i = 0; i < BETS.length; i++) {
                    fortune[i] += Math.log(1 - BETS[i] + (outcome.burned() ? BETS[i] / mostLikely : 0));
                }
                fortunes.put(device, fortune);
            }
        }
    }

    /**
     * The most suspicious device in the map, if the evidence against it is enough. Once it is barred, {@link #forget} it.
     */
    public Optional<DeviceId> named() {
        return fortunes.keySet().stream()
                .filter(device -> suspicion(device) >= logThreshold)
                .max(Comparator.comparingDouble(this::suspicion).thenComparing(Comparator.naturalOrder()));
    }

    /** The logarithm of how many times more the evidence fits a culprit than an innocent device; 0 for one never seen. */
    public double suspicion(DeviceId device) {
        double[] fortune = fortune(device);
        double largest = Arrays.stream(fortune).max().orElseThrow();
        return largest
                + Math.log(
                        Arrays.stream(fortune).map(f -> Math.exp(f - largest)).sum());
    }

    /** Forgets a device. */
    public void forget(DeviceId device) {
        fortunes.remove(device);
    }

    private double[] fortune(DeviceId device) {
        double[] fortune = fortunes.getOrDefault(device, LOG_STAKES);
        Expect.that(
                fortune.length == BETS.length,
                "a device's fortune must be " + BETS.length + " numbers, but is " + fortune.length);
        return fortune;
    }
}
