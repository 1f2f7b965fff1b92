package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.unmask.CommitteeOpening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Whoever may write to the log puts replies there in honest members' names: another seat's, another root's, another
 * announcement's, or sums of its own. Taken at their word, two of them make liars of two honest members and three burn the
 * round (m = 8, r = 4, e = 2); and an operator could show a device it left out a receipt with the signatures of members
 * that opened a cohort without it. So a reply is signed by its seat, over announcement, root and sums.
 */
final class ForgedRepliesTest {
    private final TwoCohorts cohorts = new TwoCohorts(8, 1);
    private final Digest root = Round.cohort(cohorts.all).root();
    private final List<SignedReply> replies = replies();

    @Test
    void repliesTakenAtTheirWordWouldMakeLiarsOfHonestMembersAndBurnTheRound() {
        assertThat(recover(withForged(2), reply -> true))
                .isInstanceOfSatisfying(
                        CommitteeOpening.Recovered.class,
                        recovered -> assertThat(recovered.liars()).containsExactlyInAnyOrder(1, 2));
        assertThat(recover(withForged(3), reply -> true))
                .isEqualTo(new CommitteeOpening.Failed(CommitteeOpening.Reason.TOO_MANY_LIARS, false));
    }

    @Test
    void repliesNotSignedByTheirSeatForThisRootAreNoReplies() {
        for (int forged = 1; forged <= 4; forged++) {
            assertThat(recover(withForged(forged), this::isValid))
                    .isInstanceOfSatisfying(
                            CommitteeOpening.Recovered.class,
                            recovered -> assertThat(recovered.liars()).isEmpty());
        }
    }

    @Test
    void aReceiptForACohortWithoutTheDeviceWouldPassIfRootsWereNotCompared() {
        Cohort with = Round.cohort(cohorts.all);
        Cohort without = Round.cohort(cohorts.withoutVictim);
        SignedReply honest =
                opened(cohorts.committee(CommitteeMember::new), false).get(0);
        int place = with.contributors().size() - 1;
        boolean included = Cohort.verifyInclusion(
                root, with.size(), place, with.contributors().get(place), with.proof(place));
        // Both halves of the receipt are genuine; it is only that they speak of two roots.
        assertThat(included).isTrue();
        assertThat(isSignedFor(without.root(), honest)).isTrue();
        assertThat(isSignedFor(root, honest)).isFalse();
    }

    private boolean isValid(SignedReply reply) {
        return reply.isValidFor(cohorts.round.announcement(), root);
    }

    private boolean isSignedFor(Digest cohortRoot, SignedReply reply) {
        ReplyStatement statement = reply.statement();
        return SignedReply.verifyDigest(
                statement.announcement(),
                cohortRoot,
                statement.memberIndex(),
                statement.sumsDigest(),
                reply.signature(),
                cohorts.round
                        .announcement()
                        .seat(statement.memberIndex())
                        .checkIn()
                        .statement()
                        .votingKey());
    }

    private CommitteeOpening.Result recover(List<SignedReply> received, Predicate<SignedReply> check) {
        Map<Integer, int[]> sums = new TreeMap<>();
        received.stream()
                .filter(check)
                .forEach(reply -> sums.put(
                        reply.statement().memberIndex(), reply.statement().sums()));
        return CommitteeOpening.recover(cohorts.round.announcement(), cohorts.all.size(), sums);
    }

    /** The first seats' replies replaced, each in another way. */
    private List<SignedReply> withForged(int forged) {
        SignedReply otherRoot =
                opened(cohorts.committee(CommitteeMember::new), false).get(1);
        SignedReply third = replies.get(2);
        Digest announcement = third.statement().announcement();
        List<SignedReply> all = List.of(
                // Another seat's sums and signature under seat 1.
                signed(announcement, root, 1, replies.get(7)),
                // Seat 2's own reply, but for a cohort without the victim.
                signed(announcement, root, 2, otherRoot),
                // Sums that nobody signed.
                new SignedReply(new ReplyStatement(announcement, root, 3, new int[1024]), third.signature()),
                // Seat 4's sums, said to be for another announcement.
                signed(Digest.zero(), root, 4, replies.get(3)));
        List<SignedReply> received = new ArrayList<>(replies);
        for (int i = 0; i < forged; i++) {
            received.set(i, all.get(i));
        }
        return received;
    }

    private static SignedReply signed(Digest announcement, Digest cohortRoot, int seat, SignedReply of) {
        return new SignedReply(
                new ReplyStatement(
                        announcement, cohortRoot, seat, of.statement().sums()),
                of.signature());
    }

    private List<SignedReply> replies() {
        return opened(cohorts.committee(CommitteeMember::new), true);
    }

    private List<SignedReply> opened(Round committee, boolean withVictim) {
        QuorumCertificate certificate = committee.certify(withVictim ? cohorts.all : cohorts.withoutVictim);
        List<SignedReply> opened = new ArrayList<>();
        for (int seat = 1; seat <= 8; seat++) {
            opened.add(((OpenDecision.Opened) committee.member(seat).open(certificate)).reply());
        }
        return opened;
    }
}
