package dev.tutti.secagg.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** All there is to throw bytes at. */
final class FuzzTargets {
    /** Name of the target that is all of them, told apart by an input's first byte. */
    static final String MIXED = "all";

    /** Each target, in an order that the first byte of a mixed input refers to: new ones go to the end. */
    static final List<FuzzTarget> EACH = List.of(
            new FuzzTarget("statements", 8192, Rules::statements, Statements::acceptedByAtMostOne),
            new FuzzTarget("primitives", 256, Primitives::seeds, Primitives::readAndWritten),
            new FuzzTarget("announcements", 8192, Rules::announcements, Rules::announcementHolds),
            new FuzzTarget("updates", 4096, Rules::updates, Rules::updateHolds),
            new FuzzTarget("votes", 8192, Rules::votes, Rules::voteHolds),
            new FuzzTarget("replies", 256, Rules::replies, Rules::repliesOpen),
            new FuzzTarget("chunks", 512, Chunks::seeds, Chunks::unpackedAndAdded),
            new FuzzTarget("shares", 64, SealedShares::shareSeeds, SealedShares::read),
            new FuzzTarget("sealed", 1536, SealedShares::sealedSeeds, SealedShares::opened),
            new FuzzTarget("keys", 1300, SealedShares::keySeeds, SealedShares::sealedTo),
            new FuzzTarget("proofs", 256, Trees::seeds, Trees::verified),
            new FuzzTarget("signatures", 256, Signatures::seeds, Signatures::verified));

    private FuzzTargets() {}

    /** All of them in one: a search too short to start each on its own. */
    static FuzzTarget mixed() {
        return new FuzzTarget(MIXED, 8192, () -> prefixed(FuzzTarget::seeds), FuzzTargets::runMixed);
    }

    /** The target of that name; the mixed one and the planted ones too. */
    static FuzzTarget named(String name) {
        List<FuzzTarget> known = new ArrayList<>(EACH);
        known.addAll(PlantedFault.ALL);
        known.add(mixed());
        return known.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + known + ", but got " + name));
    }

    /** Inputs of each target behind the byte that stands for it. */
    static List<byte[]> prefixed(Function<FuzzTarget, List<byte[]>> inputs) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < EACH.size(); i++) {
            for (byte[] input : inputs.apply(EACH.get(i))) {
                byte[] prefixed = new byte[1 + input.length];
                prefixed[0] = (byte) i;
                System.arraycopy(input, 0, prefixed, 1, input.length);
                all.add(prefixed);
            }
        }
        return all;
    }

    private static boolean runMixed(byte[] input) {
        return input.length > 0
                && EACH.get(Math.floorMod(input[0], EACH.size())).run(Arrays.copyOfRange(input, 1, input.length));
    }
}
