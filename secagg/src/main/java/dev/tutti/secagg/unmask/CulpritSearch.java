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
 * device's cohort burns by its residue each time. Over rounds in which every device drew its sub-cohort itself, the
 * culprit's burn too often. Uses nothing but how cohorts ended: no update is ever put into a second cohort, which would be
 * the differencing attack.
 *
 * <p><b>Guarantee.</b> Whoever the culprits are, whatever they know of each other, and whatever members of the committees
 * hinder, the probability that an innocent device is ever named is at most δ, provided that innocent devices draw
 * uniformly and in secret, that culprits are at most a share γ of a round's contributors, and that BURNED is said only of
 * what no member could bring about. With one culprit that always strikes and L sub-cohorts of equal size it is named after
 * {@link #rounds} rounds, ⌈ln(2n/δ)/ln(L(1−γ))⌉.
 *
 * <p><b>Why.</b> Given the sizes, innocent devices are as likely in one place as in another. Culprits strike in sub-cohorts
 * that hold a share s of all contributors, at most s/(1−γ) of the innocent ones. Members see who is in a cohort, and may
 * hinder any from being counted; so the bet is on a share p of contributors in all that did not complete, which is at least
 * s. A bet λ that pays 1−λ+λ(1−γ)/p on a burn and 1−λ otherwise does not grow on average, and by Ville's inequality its
 * product over the rounds ever reaches n/δ with probability at most δ/n; n devices give δ. Half the stake is on λ = 1,
 * which one completed round refutes and which grows fastest; the rest on smaller λ, for culprits that do not always strike.
 */
public final class CulpritSearch {
    private static final double[] BETS = {1, 0.5, 0.125};
    private static final double[] LOG_STAKES = {Math.log(0.5), Math.log(0.25), Math.log(0.25)};

    private final double logThreshold;
    private final double innocentShare;
    /** By device, for each bet: the logarithm of its stake times what it has paid so far. */
    private final Map<DeviceId, double[]> fortunes;

    /** How a sub-cohort ended. */
    public enum Ending {
        /** It opened, and its sum counted. */
        COMPLETED,
        /** A contributor burned it, and no member can have. */
        BURNED,
        /** Something else hindered it. */
        OTHER
    }

    /**
     * How one sub-cohort of a round ended.
     *
     * @param contributors its devices
     * @param ending how
     */
    public record Outcome(Collection<DeviceId> contributors, Ending ending) {
        public Outcome {
            contributors = List.copyOf(contributors);
        }
    }

    /**
     * @param fortunes what is known of the devices of the rounds to come; the caller keeps it, and need hold only those
     * @param suspects n: how many devices there are to suspect
     * @param errorProbability δ: how likely an innocent one may ever be named
     * @param corruptShare γ: the largest share of a round's contributors that may be culprits, 0 … below 1
     */
    public CulpritSearch(Map<DeviceId, double[]> fortunes, int suspects, double errorProbability, double corruptShare) {
        Expect.inRange("suspects", suspects, 1, Integer.MAX_VALUE);
        Expect.that(errorProbability > 0 && errorProbability < 1, "errorProbability must be between 0 and 1");
        Expect.that(corruptShare >= 0 && corruptShare < 1, "corruptShare must be in 0 … below 1");
        this.fortunes = fortunes;
        logThreshold = Math.log(suspects / errorProbability);
        innocentShare = 1 - corruptShare;
    }

    /**
     * Rounds until a device that always strikes is named: ⌈ln(2n/δ)/ln(L(1−γ))⌉.
     *
     * @param subCohorts L ≥ 2, of equal size, with L(1−γ) > 1: otherwise nothing can be learnt
     */
    public static int rounds(int suspects, double errorProbability, double corruptShare, int subCohorts) {
        Expect.inRange("subCohorts", subCohorts, 2, Integer.MAX_VALUE);
        double gain = subCohorts * (1 - corruptShare);
        Expect.that(gain > 1, "subCohorts times the innocent share must exceed 1");
        return (int) Math.ceil(Math.log(2 * suspects / errorProbability) / Math.log(gain) - 1e-9);
    }

    /** Takes note of one round: all its sub-cohorts, each device in one. */
    public void observe(List<Outcome> subCohorts) {
        int all = 0;
        int notCompleted = 0;
        boolean burned = false;
        for (Outcome outcome : subCohorts) {
            all += outcome.contributors().size();
            notCompleted += outcome.ending() == Ending.COMPLETED
                    ? 0
                    : outcome.contributors().size();
            burned |= outcome.ending() == Ending.BURNED;
        }
        double share = notCompleted / (all * innocentShare);
        if (!burned || share >= 1) {
            // Every innocent device may be where the culprits struck: nothing to learn.
            return;
        }
        for (Outcome outcome : subCohorts) {
            for (DeviceId device : outcome.contributors()) {
                double[] fortune = fortunes.computeIfAbsent(device, unknown -> LOG_STAKES.clone());
                for (int i = 0; i < BETS.length; i++) {
                    fortune[i] += Math.log(1 - BETS[i] + (outcome.ending() == Ending.BURNED ? BETS[i] / share : 0));
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
