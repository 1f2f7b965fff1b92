package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.SignedVote;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the members' complaints prove (docs/protocol.md, "Degree proof"). More than t complaints include an honest
 * member's, so the contributor is guilty; 1…t prove nothing about anyone, because a contributor can frame a member and
 * corrupt members a contributor.
 */
public final class ComplaintTally {
    private final Map<DeviceId, Set<Integer>> complainants = new HashMap<>();
    private final int corrupt;

    /**
     * @param votes valid votes for one root
     * @param corrupt t
     */
    public ComplaintTally(Collection<SignedVote> votes, int corrupt) {
        this.corrupt = Expect.inRange("corrupt", corrupt, 0, Integer.MAX_VALUE);
        for (SignedVote vote : votes) {
            for (DeviceId device : vote.statement().complaints()) {
                complainants
                        .computeIfAbsent(device, unused -> new HashSet<>())
                        .add(vote.statement().memberIndex());
            }
        }
    }

    /** Contributors proved guilty: to be barred. */
    public SortedSet<DeviceId> guilty() {
        return devices(true);
    }

    /** Contributors in dispute: nobody is punished, and the members that complained do not open. */
    public SortedSet<DeviceId> disputed() {
        return devices(false);
    }

    private SortedSet<DeviceId> devices(boolean proved) {
        SortedSet<DeviceId> devices = new TreeSet<>();
        complainants.forEach((device, members) -> {
            if (members.size() > corrupt == proved) {
                devices.add(device);
            }
        });
        return devices;
    }
}
