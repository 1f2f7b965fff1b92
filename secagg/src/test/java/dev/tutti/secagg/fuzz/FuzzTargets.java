package dev.tutti.secagg.fuzz;

import java.util.List;

/** All there is to throw bytes at. */
final class FuzzTargets {
    private FuzzTargets() {}

    /** The targets, by what they need most first. */
    static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget("statements", 8192, Rules::statements, Statements::acceptedByAtMostOne),
                new FuzzTarget("primitives", 256, Primitives::seeds, Primitives::readAndWritten),
                new FuzzTarget("announcements", 8192, Rules::announcements, Rules::announcementHolds),
                new FuzzTarget("updates", 4096, Rules::updates, Rules::updateHolds),
                new FuzzTarget("votes", 8192, Rules::votes, Rules::voteHolds),
                new FuzzTarget("replies", 256, Rules::replies, Rules::repliesOpen),
                new FuzzTarget("chunks", 512, Chunks::seeds, Chunks::unpackedAndAdded),
                new FuzzTarget("shares", 64, SealedShares::shareSeeds, SealedShares::read),
                new FuzzTarget("sealed", 256, SealedShares::sealedSeeds, SealedShares::opened),
                new FuzzTarget("keys", 64, SealedShares::keySeeds, SealedShares::sealedTo),
                new FuzzTarget("proofs", 256, Trees::seeds, Trees::verified),
                new FuzzTarget("signatures", 256, Signatures::seeds, Signatures::verified));
    }

    /** The target of that name. */
    static FuzzTarget named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + all() + ", but got " + name));
    }
}
