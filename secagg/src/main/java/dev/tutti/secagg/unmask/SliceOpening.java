package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Opens one slice of a sealed cohort: removes the summed mask, decodes the sums and verifies them for free
 * (docs/protocol.md, "Job, at unmask"). What it returns as opened is the exact sum of what the cohort encoded.
 */
public final class SliceOpening {
    private SliceOpening() {}

    /** What came of a slice. */
    public sealed interface Result {}

    /**
     * The slice opened.
     *
     * @param sum its sums
     * @param maxResidue largest |E| found
     */
    public record Opened(SliceSum sum, long maxResidue) implements Result {}

    /**
     * The slice did not open: the round burns.
     *
     * @param reason why
     */
    public record Failed(Reason reason) implements Result {}

    /** Why a slice did not open, in the order of the checks. */
    public enum Reason {
        /** |E|∞ exceeds 10·σ·√n: S is not the sum of the secrets that masked this sum. */
        RESIDUE_BOUND,
        /** The count slot is not |U|: other updates were added than were sealed. */
        COUNT,
        /** The weight slot is outside what |U| honest weights can sum to. */
        WEIGHT
    }

    /**
     * Opens a slice.
     *
     * @param slice slice, 0-based
     * @param sum C: the slice's residues, {@link RingParameters#residues} per polynomial, as {@link SliceAccumulator}
     *     leaves them; left as it is
     * @param secretSum S, N coefficients
     * @param contributors |U|
     */
    public static Result open(Announcement announcement, int slice, long[] sum, int[] secretSum, int contributors) {
        return open(announcement, slice, sum, secretSum, contributors, Set.of());
    }

    /**
     * Opens a slice.
     *
     * @param waived reasons to be blind to: none, but in the tests of attacks that leave one check out
     */
    static Result open(
            Announcement announcement, int slice, long[] sum, int[] secretSum, int contributors, Set<Reason> waived) {
        Encoding encoding = announcement.encoding();
        VectorLayout layout = VectorLayout.of(encoding, announcement.ring());
        int residues = announcement.ring().residues();
        int polynomials = layout.polynomialsIn(slice);
        Expect.inRange("residues of the slice", sum.length, polynomials * residues, polynomials * residues);
        SlotPacking packing = SlotPacking.of(encoding, announcement.ring());
        long[] slots = new long[polynomials * layout.slotsPerPolynomial()];
        Digest announcementHash = announcement.digest();
        long maxResidue = 0;
        try (LatticeMask mask = LatticeMask.of(announcement.ring(), encoding.plaintextBits(), secretSum)) {
            for (int i = 0; i < polynomials; i++) {
                int number = layout.firstPolynomialOf(slice) + i;
                long[] a = PublicPolynomials.expand(announcementHash, number, announcement.ring());
                long[] coefficients = Arrays.copyOfRange(sum, i * residues, (i + 1) * residues);
                for (long residue : mask.unmask(a, coefficients)) {
                    maxResidue = Math.max(maxResidue, Math.abs(residue));
                }
                packing.unpack(coefficients, slots, i * layout.slotsPerPolynomial());
            }
        }
        Opened opened = new Opened(UpdateDecoder.read(slots, slice, layout, encoding), maxResidue);
        Optional<Reason> wrong = Arrays.stream(Reason.values())
                .filter(reason -> !waived.contains(reason) && fails(reason, opened, contributors, encoding))
                .findFirst();
        return wrong.isPresent() ? new Failed(wrong.get()) : opened;
    }

    private static boolean fails(Reason reason, Opened opened, int contributors, Encoding encoding) {
        return switch (reason) {
            case RESIDUE_BOUND -> opened.maxResidue() > ResidueBound.of(contributors);
            case COUNT -> opened.sum().count() != contributors;
            case WEIGHT -> {
                long most = (long) contributors * encoding.maxWeight();
                long least = (long) contributors * WeightFunction.minWeight(encoding.maxWeight());
                yield opened.sum().weight() < least || opened.sum().weight() > most;
            }
        };
    }
}
