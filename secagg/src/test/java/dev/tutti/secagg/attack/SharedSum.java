package dev.tutti.secagg.attack;

import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.unmask.CarelessOpening;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.KnownSecret;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Three masked vectors, their first slice summed, and every member's honest sum of their shares. */
final class SharedSum {
    static final int CONTRIBUTORS = 3;

    final Announcement announcement;
    final CommitteeParameters committee;
    /** S. */
    final int[] secretSum;
    /** The plain sum of the first slice's parameters. */
    final long[] plain;

    private final long[] masked;
    private final Map<Integer, int[]> honest = new TreeMap<>();

    SharedSum(int members, int corrupt) {
        Population population = new Population(101);
        Round round = new Round(population, Terms.of(members, corrupt));
        VectorLayout layout = round.layout();
        announcement = round.announcement();
        committee = announcement.committee();
        secretSum = new int[announcement.ring().degree()];
        plain = new long[layout.parametersIn(0)];
        masked = new long[layout.polynomialsIn(0) * announcement.ring().residues()];
        for (int member = 1; member <= members; member++) {
            honest.put(member, new int[announcement.blocks()]);
        }
        for (int i = 0; i < CONTRIBUTORS; i++) {
            int[] slots = round.randomSlots(new Random(i));
            KnownSecret contribution = KnownSecret.mask(announcement, slots, population.random());
            SliceAccumulator.add(masked, 0, contribution.chunks().get(0), announcement.ring());
            Arrays.setAll(secretSum, j -> secretSum[j] + contribution.secret()[j]);
            Arrays.setAll(plain, j -> plain[j] + slots[layout.slotOfParameter(j)]);
            SecretSharing sharing = SecretSharing.of(contribution.secret(), committee, population.random());
            honest.forEach((member, sums) -> {
                int[] shares = sharing.sharesOf(member);
                Arrays.setAll(sums, b -> PrimeField.add(sums[b], shares[b]));
            });
        }
    }

    /** What every member would answer; the caller's to change. */
    Map<Integer, int[]> replies() {
        Map<Integer, int[]> replies = new TreeMap<>();
        honest.forEach((member, sums) -> replies.put(member, sums.clone()));
        return replies;
    }

    /** e: how many liars that many replies outvote. */
    int outvoted(int replies) {
        return (replies - committee.recoveryThreshold()) / 2;
    }

    /** Opens the first slice. */
    SliceOpening.Result open(int[] secret) {
        return SliceOpening.open(announcement, 0, masked, secret, CONTRIBUTORS);
    }

    /** Opens the first slice, blind to some of what could be wrong with it. */
    SliceOpening.Result openBlindTo(int[] secret, SliceOpening.Reason... waived) {
        return CarelessOpening.open(announcement, 0, masked, secret, CONTRIBUTORS, waived);
    }
}
