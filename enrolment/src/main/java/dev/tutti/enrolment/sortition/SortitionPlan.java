package dev.tutti.enrolment.sortition;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The thresholds of a committee drawn by sortition. Which tail: of the P devices under the head at most ⌈γP⌉ are corrupt,
 * and each is eligible with probability τ by itself, since its key was fixed before the beacon. The operator seats whom
 * it likes among the eligible, so every eligible corrupt device may be seated, and a bound on a fair draw of m from the
 * eligible would not do. So t is the smallest number with P[Binomial(⌈γP⌉, τ) > t] < 2^−40: but for that probability,
 * at most t members are corrupt, whomever the operator seats. It holds for one epoch: e epochs have e times the
 * probability.
 *
 * @param devices P
 * @param corruptDevices ⌈γP⌉
 * @param threshold τ
 * @param committee m, t, and the thresholds of docs/protocol.md, "Shares"
 */
public record SortitionPlan(int devices, int corruptDevices, Threshold threshold, CommitteeParameters committee) {
    /** More than t members are corrupt with probability below 2 to the minus this. */
    public static final int SECURITY_BITS = 40;

    /**
     * Plans a committee.
     *
     * @param members m, 1 to 128
     * @param devices P under the head, at least m
     * @param corruptShare γ, share of the devices that may be corrupt, in [0, 1)
     * @throws CommitteeRefusedException if the m members cannot withstand that many corrupt ones
     */
    public static SortitionPlan of(int members, int devices, double corruptShare) {
        Expect.inRange("members", members, 1, CommitteeParameters.MAX_MEMBERS);
        Expect.inRange("devices", devices, 0, Integer.MAX_VALUE);
        Expect.that(
                corruptShare >= 0 && corruptShare < 1,
                "corruptShare must be at least 0 and below 1, but was " + corruptShare);
        if (devices < members) {
            throw new CommitteeRefusedException(devices + " devices under the head cannot fill " + members + " seats");
        }
        int corrupt = corruptDevices(devices, corruptShare);
        Threshold threshold = Threshold.of(members, devices);
        int most = most(members);
        OptionalInt t = BinomialTail.smallest(corrupt, threshold, SECURITY_BITS, members);
        if (t.isEmpty() || t.getAsInt() > most) {
            throw new CommitteeRefusedException(refusal(members, devices, corrupt, threshold, t, most));
        }
        return new SortitionPlan(devices, corrupt, threshold, committee(members, t.getAsInt()));
    }

    /** The most corrupt members that m can withstand: r ≤ v ≤ m − t; −1 if not even none. */
    static int most(int members) {
        int most = -1;
        while (most + 1 <= members && withstands(members, most + 1)) {
            most++;
        }
        return most;
    }

    /** The most corrupt devices that a committee of m drawn from P withstands; −1 if not even none. */
    static int mostCorruptDevices(int members, int devices) {
        int most = most(members);
        Threshold threshold = Threshold.of(members, devices);
        int low = most < 0 ? -1 : 0;
        int high = devices;
        while (low >= 0 && low < high) {
            int middle = low + (high - low + 1) / 2;
            if (BinomialTail.smallest(middle, threshold, SECURITY_BITS, most).isPresent()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static boolean withstands(int members, int t) {
        return recovery(members, t) <= quorum(members, t) && quorum(members, t) <= members - t;
    }

    private static CommitteeParameters committee(int members, int t) {
        return new CommitteeParameters(
                members, t, secrets(members), privacy(t), recovery(members, t), quorum(members, t));
    }

    private static int quorum(int members, int t) {
        return (members + t) / 2 + 1;
    }

    private static int privacy(int t) {
        return Math.max(1, 2 * t);
    }

    private static int secrets(int members) {
        return Integer.highestOneBit(Math.max(1, members / 4));
    }

    private static int recovery(int members, int t) {
        return privacy(t) + secrets(members);
    }

    private static int corruptDevices(int devices, double share) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(devices))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }

    private static String refusal(int members, int devices, int corrupt, Threshold threshold, OptionalInt t, int most) {
        String needed = t.isPresent() ? "t = " + t.getAsInt() : "t above " + members;
        int bearable = mostCorruptDevices(members, devices);
        return String.format(
                Locale.ROOT,
                "of %d devices %d may be corrupt, and each is eligible with probability %.3g: that needs %s, but %d members"
                        + " withstand t = %d (recovery <= quorum <= members - t), which is enough for %d corrupt devices"
                        + " (%.4f %%)",
                devices,
                corrupt,
                threshold.probability(),
                needed,
                members,
                most,
                bearable,
                100.0 * bearable / devices);
    }
}
