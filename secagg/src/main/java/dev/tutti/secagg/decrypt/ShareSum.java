package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sum of a member's shares over a cohort, and whom it has to complain about: a share that does not open, is out of
 * range, or fails its degree proof (docs/protocol.md, "Degree proof").
 */
final class ShareSum {
    private static final int[] NONE = {};

    private final Announcement announcement;
    private final Digest announcementHash;
    private final int memberIndex;
    private final OneTimeKeys keys;
    private final MemberRules rules;
    private final int[] sums;
    private final List<DeviceId> complaints = new ArrayList<>();

    ShareSum(Announcement announcement, int memberIndex, OneTimeKeys keys, MemberRules rules) {
        this.announcement = announcement;
        announcementHash = announcement.digest();
        this.memberIndex = memberIndex;
        this.keys = keys;
        this.rules = rules;
        sums = new int[announcement.blocks()];
    }

    /** Adds one contributor's share, or notes a complaint. */
    void add(ContributorEvidence evidence) {
        UpdateStatement statement = evidence.update().statement();
        ShareBinding binding = new ShareBinding(
                announcementHash, announcement.round(), statement.device(), memberIndex, statement.ciphertextDigest());
        int[] shares =
                open(rules.sealing().apply(binding), evidence.sealedShare()).orElse(NONE);
        if (shares.length > 0 && provesItsDegree(rules.proving().apply(binding), statement, shares)) {
            for (int b = 0; b < sums.length; b++) {
                sums[b] = PrimeField.add(sums[b], shares[b]);
            }
        } else {
            complaints.add(statement.device());
        }
        Arrays.fill(shares, 0);
    }

    /** One element of F_p per block; the caller's to erase. */
    int[] sums() {
        return sums;
    }

    /** Contributors whose shares are bad, in the order they were added. */
    List<DeviceId> complaints() {
        return List.copyOf(complaints);
    }

    private Optional<int[]> open(ShareBinding binding, byte[] sealedShare) {
        return keys.open(binding, sealedShare).flatMap(bytes -> {
            Optional<int[]> shares = ShareBytes.read(bytes, announcement.blocks());
            Arrays.fill(bytes, (byte) 0);
            return shares;
        });
    }

    private boolean provesItsDegree(ShareBinding binding, UpdateStatement statement, int[] shares) {
        int[][] challenge = DegreeProof.challenge(
                binding.announcement(),
                binding.device(),
                binding.ciphertextDigest(),
                statement.shareRoot(),
                announcement.blocks());
        return DegreeProof.holds(statement.degreeProof(), challenge, memberIndex, shares);
    }
}
