package dev.tutti.device;

import dev.tutti.secagg.decrypt.CommitteeFloor;
import dev.tutti.secagg.statement.ShareSealing;

/**
 * The least protection this device accepts, whatever an operator announces. An app can only raise it: every method
 * returns a floor at least as high in every respect.
 *
 * <p>{@link #production()} is the default. Its numbers: at least 100 contributors in a sum and 20 per base model, so that
 * one device is at most a hundredth of what is opened; at least 32 committee members of whom 3 may be corrupt, the
 * smallest committee that still opens when 14 of its members are gone; and an update of at least a thousandth of the
 * clipping norm. It asks for no noise, because noise is the task's choice; {@link #atLeastNoise} asks for it. It takes
 * shares sealed to X25519 keys; {@link #atLeastSealing} asks for keys that a quantum computer does not break either.
 */
public final class PrivacyFloor {
    private static final PrivacyFloor PRODUCTION = new PrivacyFloor(100, 20, 32, 3, 0, 1e-3, ShareSealing.HPKE_X25519);

    private final int minContributors;
    private final int minPerBase;
    private final int minMembers;
    private final int minCorrupt;
    private final double minNoise;
    private final double minUpdateNorm;
    private final ShareSealing minSealing;

    private PrivacyFloor(
            int minContributors,
            int minPerBase,
            int minMembers,
            int minCorrupt,
            double minNoise,
            double minUpdateNorm,
            ShareSealing minSealing) {
        this.minContributors = minContributors;
        this.minPerBase = minPerBase;
        this.minMembers = minMembers;
        this.minCorrupt = minCorrupt;
        this.minNoise = minNoise;
        this.minUpdateNorm = minUpdateNorm;
        this.minSealing = minSealing;
    }

    /** The floor for real devices, and the default. */
    public static PrivacyFloor production() {
        return PRODUCTION;
    }

    /**
     * A floor for development and simulation, low enough for a fleet on one machine. It protects nobody: never ship it.
     *
     * @param minContributors least n_min, at least 2
     * @param minMembers least committee size, at least 4
     */
    public static PrivacyFloor forDevelopment(int minContributors, int minMembers) {
        require("minContributors", minContributors, 2);
        require("minMembers", minMembers, 4);
        return new PrivacyFloor(minContributors, 1, minMembers, 1, 0, 1e-6, ShareSealing.HPKE_X25519);
    }

    /** This floor, with no sum of fewer than {@code contributors} devices. */
    public PrivacyFloor atLeastContributors(int contributors) {
        return new PrivacyFloor(
                Math.max(minContributors, contributors),
                minPerBase,
                minMembers,
                minCorrupt,
                minNoise,
                minUpdateNorm,
                minSealing);
    }

    /** This floor, with at least {@code contributors} devices for each base model in a sum. */
    public PrivacyFloor atLeastPerBase(int contributors) {
        return new PrivacyFloor(
                minContributors,
                Math.max(minPerBase, contributors),
                minMembers,
                minCorrupt,
                minNoise,
                minUpdateNorm,
                minSealing);
    }

    /** This floor, with committees of at least {@code members}, of whom at least {@code corrupt} may be corrupt. */
    public PrivacyFloor atLeastCommittee(int members, int corrupt) {
        return new PrivacyFloor(
                minContributors,
                minPerBase,
                Math.max(minMembers, members),
                Math.max(minCorrupt, corrupt),
                minNoise,
                minUpdateNorm,
                minSealing);
    }

    /**
     * This floor, with noise of at least {@code standardDeviation} on each device.
     *
     * @param standardDeviation in units of a slot, at least 0
     */
    public PrivacyFloor atLeastNoise(double standardDeviation) {
        if (Double.isNaN(standardDeviation)) {
            throw new IllegalArgumentException("standardDeviation: expected a number, got NaN");
        }
        return new PrivacyFloor(
                minContributors,
                minPerBase,
                minMembers,
                minCorrupt,
                Math.max(minNoise, standardDeviation),
                minUpdateNorm,
                minSealing);
    }

    /**
     * This floor, with shares sealed to keys at least as strong as those of {@code sealing}. With
     * {@link ShareSealing#HPKE_X_WING} nothing is sent that a quantum computer could open once it has been recorded, and
     * the device takes part in no round of a committee with older keys.
     */
    public PrivacyFloor atLeastSealing(ShareSealing sealing) {
        return new PrivacyFloor(
                minContributors,
                minPerBase,
                minMembers,
                minCorrupt,
                minNoise,
                minUpdateNorm,
                forCommittee().permits(sealing) ? sealing : minSealing);
    }

    /** Least n_min an announcement may have. */
    public int minContributors() {
        return minContributors;
    }

    /** Least number of contributors per base model an announcement may have. */
    public int minPerBase() {
        return minPerBase;
    }

    /** Least committee size m. */
    public int minMembers() {
        return minMembers;
    }

    /** Least number t of members that may be corrupt without harm. */
    public int minCorrupt() {
        return minCorrupt;
    }

    /** Least standard deviation of each device's noise, in units of a slot. */
    public double minNoise() {
        return minNoise;
    }

    /** Weakest keys that shares may be sealed to, and the kind of the keys that this device offers itself. */
    public ShareSealing minSealing() {
        return minSealing;
    }

    /**
     * Least L2 norm of an update, as a share of the clipping norm. A crafted model could make all devices but one send
     * nothing of note; a device with nothing of note to send therefore sends nothing at all.
     */
    public double minUpdateNorm() {
        return minUpdateNorm;
    }

    /** The same floor for the decryptor role; twice t shares must reveal nothing. */
    public CommitteeFloor forCommittee() {
        return new CommitteeFloor(minContributors, minMembers, minCorrupt, 2 * minCorrupt, minPerBase, minSealing);
    }

    private static void require(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(what + ": expected at least " + least + ", got " + value);
        }
    }
}
