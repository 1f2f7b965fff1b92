package dev.tutti.job.config;

import dev.tutti.enrolment.sortition.BeaconSource;
import dev.tutti.enrolment.sortition.CommitteeRefusedException;
import dev.tutti.enrolment.sortition.DevelopmentBeacon;
import dev.tutti.enrolment.sortition.SortitionPlan;
import dev.tutti.enrolment.sortition.Threshold;
import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Who may sit on a committee: those whom a beacon makes eligible, or whomever the operator likes.
 *
 * @param choice which of the two
 * @param developmentSeed seed of the beacons (hex, 16 bytes at least), where committees are drawn. Whoever knows it knows
 *     every committee beforehand: for development. A public beacon has no setting yet
 * @param developmentEveryMillis from one beacon to the next, 1,000 … 2,000,000,000 ms; one is out at every multiple of it
 *     since the epoch of clocks
 */
public record Sortition(Choice choice, String developmentSeed, int developmentEveryMillis) implements Serializable {
    /** An hour. */
    public static final int DEFAULT_EVERY_MILLIS = 3_600_000;

    /** The operator chooses its committees, and can choose its friends. */
    public static final Sortition CHOSEN_BY_OPERATOR =
            new Sortition(Choice.CHOSEN_BY_OPERATOR, "", DEFAULT_EVERY_MILLIS);

    private static final int SEED_BYTES = 16;

    /** Devices of any log: with more of them the threshold that is needed does not rise any further. */
    private static final int ANY_NUMBER = 1_000_000_000;

    /** How committees come about. */
    public enum Choice {
        /** From the devices that a beacon makes eligible, of a log that was fixed before it. */
        DRAWN("drawn"),
        /** From all that offer, by a draw of the operator's own. */
        CHOSEN_BY_OPERATOR("chosen-by-operator");

        private final String text;

        Choice(String text) {
            this.text = text;
        }

        /** As it is written in the configuration. */
        public String text() {
            return text;
        }

        static Choice of(String text) {
            for (Choice each : values()) {
                if (each.text.equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException(
                    "expected committee.sortition to be drawn or chosen-by-operator, was '" + text + "'");
        }
    }

    public Sortition {
        boolean drawn = choice == Choice.DRAWN;
        Checks.require(
                drawn ? seedBytes(developmentSeed) >= SEED_BYTES : developmentSeed.isEmpty(),
                drawn
                        ? "committee.beacon.development.seed of at least " + SEED_BYTES
                                + " bytes in hex: there is no other beacon yet"
                        : "no beacon where committees are chosen by the operator",
                seedBytes(developmentSeed) + " bytes");
        Checks.require(
                developmentEveryMillis >= 1_000 && developmentEveryMillis <= 2_000_000_000,
                "committee.beacon.development.every.millis in 1,000 … 2,000,000,000",
                developmentEveryMillis);
    }

    /** Committees drawn by beacons that whoever has the seed can foresee. */
    public static Sortition drawnForDevelopment(byte[] seed, int everyMillis) {
        return new Sortition(Choice.DRAWN, HexFormat.of().formatHex(seed), everyMillis);
    }

    /** Whether committees are drawn by a beacon. */
    public boolean isDrawn() {
        return choice == Choice.DRAWN;
    }

    /** The beacons committees are drawn by; only where they are. */
    public BeaconSource beacons() {
        return DevelopmentBeacon.foreseeable(
                HexFormat.of().parseHex(developmentSeed),
                0,
                Duration.ofMillis(developmentEveryMillis),
                InstantSource.system());
    }

    /**
     * Refuses a task whose committees would not withstand the corrupt devices it names, if committees are drawn.
     *
     * @throws IllegalArgumentException with the numbers
     */
    public void requireWithstands(TaskConfig task) {
        int any = task.odds().mostEnrolled() == 0 ? ANY_NUMBER : task.odds().mostEnrolled();
        requireWithstands(task, any);
    }

    /**
     * The same for a log of that many devices.
     *
     * @param enrolled P
     * @throws IllegalArgumentException with the numbers
     */
    public void requireWithstands(TaskConfig task, int enrolled) {
        if (!isDrawn()) {
            return;
        }
        Checks.require(
                task.subCohorts() < Threshold.ELIGIBLE_PER_SEAT,
                "fewer than " + Threshold.ELIGIBLE_PER_SEAT
                        + " sub-cohorts where committees are drawn: so many devices are eligible for a seat",
                task.subCohorts());
        int needed;
        try {
            needed = SortitionPlan.of(
                            task.shape().members(), enrolled, task.odds().corruptShare())
                    .committee()
                    .corrupt();
        } catch (CommitteeRefusedException e) {
            throw new IllegalArgumentException("drawn committees: " + e.getMessage(), e);
        }
        Checks.require(
                task.shape().corrupt() >= needed,
                "committee.corrupt of at least " + needed + " for "
                        + task.shape().members() + " members drawn from " + enrolled + " devices of which a share of "
                        + task.odds().corruptShare() + " may be corrupt",
                task.shape().corrupt());
    }

    private static int seedBytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex).length;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
