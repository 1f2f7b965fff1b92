package dev.tutti.job.round;

import dev.tutti.job.testing.TestRound;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;

/** The sealer's orders, for tests of the slices. */
public final class SliceOrders {
    private SliceOrders() {}

    public static SliceSignal start(TestRound terms, int slice) {
        return SliceSignal.start(TestRound.POPULATION, terms.cohort, slice, terms.announcement.encode());
    }

    public static SliceSignal admit(TestRound terms, int slice, MaskedUpdate update) {
        return SliceSignal.admit(
                TestRound.POPULATION,
                terms.cohort,
                slice,
                update.signed().statement().device().hex(),
                update.signed().statement().upload().hex(),
                digests(terms, slice, update));
    }

    public static SliceSignal reject(TestRound terms, int slice, MaskedUpdate update) {
        return SliceSignal.reject(
                TestRound.POPULATION,
                terms.cohort,
                slice,
                update.signed().statement().device().hex(),
                update.signed().statement().upload().hex(),
                digests(terms, slice, update));
    }

    private static List<String> digests(TestRound terms, int slice, MaskedUpdate update) {
        List<String> digests = new ArrayList<>();
        for (int c = 0; c < terms.layout().chunks(); c++) {
            if (terms.layout().sliceOfChunk(c) == slice) {
                digests.add(Digest.sha256(update.chunks().get(c)).hex());
            }
        }
        return digests;
    }

    public static SliceSignal open(TestRound terms, int slice, int contributors, int[] secretSum) {
        return SliceSignal.open(TestRound.POPULATION, terms.cohort, slice, contributors, secretSum);
    }
}
