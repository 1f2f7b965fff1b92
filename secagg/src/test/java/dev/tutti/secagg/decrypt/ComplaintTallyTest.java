package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two corrupt members among however many. */
final class ComplaintTallyTest {
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[] {1});

    @Test
    void moreComplaintsThanCorruptMembersProveGuilt() {
        ComplaintTally tally = new ComplaintTally(List.of(complaint(1), complaint(2), complaint(5)), 2);
        assertThat(tally.guilty()).containsExactly(DEVICE);
        assertThat(tally.disputed()).isEmpty();
    }

    @Test
    void corruptMembersCannotFrameAContributor() {
        ComplaintTally tally = new ComplaintTally(List.of(complaint(1), complaint(2)), 2);
        assertThat(tally.guilty()).isEmpty();
        assertThat(tally.disputed()).containsExactly(DEVICE);
    }

    @Test
    void oneMemberComplainingThriceIsOneComplaint() {
        ComplaintTally tally = new ComplaintTally(List.of(complaint(1), complaint(1), complaint(1)), 2);
        assertThat(tally.guilty()).isEmpty();
    }

    @Test
    void withoutComplaintsNobodyIsNamed() {
        SignedVote vote = new SignedVote(new VoteStatement(Digest.zero(), Digest.zero(), 1, List.of()), new byte[64]);
        assertThat(new ComplaintTally(List.of(vote), 0).guilty()).isEmpty();
        assertThat(new ComplaintTally(List.of(vote), 0).disputed()).isEmpty();
    }

    private static SignedVote complaint(int member) {
        return new SignedVote(new VoteStatement(Digest.zero(), Digest.zero(), member, List.of(DEVICE)), new byte[64]);
    }
}
