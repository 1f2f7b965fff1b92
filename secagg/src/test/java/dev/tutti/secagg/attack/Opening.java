package dev.tutti.secagg.attack;

import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an attacker reads: the parameters of all slices, opened with the job's own code. It fails the test when the sum
 * does not open, so that whoever holds one has seen the plain values.
 */
final class Opening {
    private Opening() {}

    /** The summed parameters of a cohort, from the members' sums. */
    static long[] of(Round round, List<MaskedUpdate> updates, Map<Integer, int[]> sums) {
        if (CommitteeOpening.recover(round.announcement(), updates.size(), sums)
                instanceof CommitteeOpening.Recovered recovered) {
            return of(round, updates, recovered.secretSum());
        }
        throw new AssertionError("the secret was not recovered from the replies of " + sums.keySet());
    }

    /** The summed parameters of a cohort, from the sum of its secrets. */
    static long[] of(Round round, List<MaskedUpdate> updates, int[] secretSum) {
        VectorLayout layout = round.layout();
        long[] parameters = new long[layout.dimension()];
        for (int slice = 0; slice < layout.slices(); slice++) {
            SliceOpening.Result result = SliceOpening.open(
                    round.announcement(), slice, round.maskedSum(updates, slice), secretSum, updates.size());
            if (!(result instanceof SliceOpening.Opened opened)) {
                throw new AssertionError("slice " + slice + " did not open: " + result);
            }
            System.arraycopy(
                    opened.sum().parameters(),
                    0,
                    parameters,
                    layout.firstParameterOf(slice),
                    layout.parametersIn(slice));
        }
        return parameters;
    }

    /** The parameters that slots hold. */
    static long[] parameters(Round round, int[] slots) {
        long[] parameters = new long[round.layout().dimension()];
        Arrays.setAll(parameters, i -> slots[round.layout().slotOfParameter(i)]);
        return parameters;
    }

    /** The sum of two vectors. */
    static long[] sum(long[] one, long[] other) {
        long[] sum = new long[one.length];
        Arrays.setAll(sum, i -> one[i] + other[i]);
        return sum;
    }

    /** What is left of {@code sum} without what the attacker knows of it. */
    static long[] without(long[] sum, long[]... known) {
        long[] rest = sum.clone();
        for (long[] part : known) {
            Arrays.setAll(rest, i -> rest[i] - part[i]);
        }
        return rest;
    }
}
