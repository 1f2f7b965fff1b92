package dev.tutti.device.committee;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Which contributors a member looks at (docs/protocol.md, "Spot check"): those with the {@value #DRAWN} smallest of
 * H("tutti/spot-check/v1" ‖ cohort root ‖ member index ‖ device), canonical bytes, compared as unsigned bytes. Every
 * subset is as likely as any other to whoever cannot choose the root; one who can, by searching, must find a root that
 * suits all members it needs at once.
 */
final class SpotDraw {
    /** Contributors that each member looks at, or all if there are no more. */
    static final int DRAWN = 16;

    private static final String LABEL = "tutti/spot-check/v1";

    private SpotDraw() {}

    /** Contributors of a sealed cohort, in the order of their lots. */
    static List<ContributorEvidence> of(Digest cohortRoot, int memberIndex, List<ContributorEvidence> cohort) {
        return of(
                cohortRoot, memberIndex, cohort, one -> one.update().statement().device());
    }

    static <T> List<T> of(Digest cohortRoot, int memberIndex, List<T> cohort, Function<T, DeviceId> device) {
        return cohort.stream()
                .map(one -> new Lot<>(one, lot(cohortRoot, memberIndex, device.apply(one))))
                .sorted(Comparator.comparing(Lot::value))
                .limit(DRAWN)
                .map(Lot::contributor)
                .toList();
    }

    static Digest lot(Digest cohortRoot, int memberIndex, DeviceId device) {
        return Digest.sha256(new CanonicalWriter(LABEL)
                .digest(cohortRoot)
                .int8(memberIndex)
                .device(device)
                .toBytes());
    }

    private record Lot<T>(T contributor, Digest value) {}
}
