package dev.tutti.enrolment.sortition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.log.ConsistencyProof;
import dev.tutti.enrolment.log.FollowedLog;
import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.InclusionProof;
import dev.tutti.enrolment.log.MemoryLog;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What travels: one device's eligibility and a committee's. Each check is attacked, then left out. */
final class EligibilityTest {
    private static final int MEMBERS = 8;
    private static final int DEVICES = 400;
    private static final long EPOCH = 3;
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final OperatorKey OTHER = OperatorKey.generate(new SecureRandom());
    private static final CommitteeParameters COMMITTEE =
            SortitionPlan.of(MEMBERS, DEVICES, 0).committee();

    private final MemoryLog log = new MemoryLog();
    private final SignedLogHead head;
    private final List<Integer> eligible;
    private long newest = EPOCH;

    EligibilityTest() {
        for (int i = 0; i < DEVICES; i++) {
            log.add(device(i));
        }
        head = signed(EPOCH * 1000 - 100);
        eligible = IntStream.range(0, DEVICES)
                .filter(i -> isEligible(device(i)))
                .boxed()
                .toList();
    }

    @Test
    void aDeviceWithAWinningTicketUnderTheHeadMayBeSeated() {
        int winner = eligible.get(0);
        assertThat(check(HeadWitness.signedTime()).check(shown(winner), device(winner), MEMBERS))
                .isEmpty();
    }

    @Test
    void aDeviceWhoseTicketLosesMayNotBeSeated() {
        int loser = IntStream.range(0, DEVICES)
                .filter(i -> !eligible.contains(i))
                .findFirst()
                .orElseThrow();
        assertRefused(SortitionFault.NOT_ELIGIBLE, shown(loser), device(loser));
    }

    @Test
    void anEnrolmentOfAnotherDeviceOrAfterTheHeadIsNone() {
        int winner = eligible.get(0);
        int late = IntStream.range(DEVICES, 100_000)
                .filter(i -> isEligible(device(i)))
                .findFirst()
                .orElseThrow();
        assertRefused(SortitionFault.WRONG_DEVICE, shown(winner), device(late));
        int place = log.add(device(late));
        assertRefused(
                SortitionFault.NOT_IN_LOG,
                new Eligibility(EPOCH, head, log.inclusion(place, DEVICES + 1)),
                device(late));
    }

    @Test
    void aHeadThatTheServiceDidNotSignIsNone() {
        SignedLogHead forged = SignedLogHead.sign(OTHER, head.head());
        int winner = eligible.get(0);
        assertRefused(SortitionFault.BAD_HEAD, new Eligibility(EPOCH, forged, proof(winner)), device(winner));
    }

    @Test
    void aHeadOfTheBeaconsTimeOrLaterIsTooLate() {
        int winner = eligible.get(0);
        Eligibility late = new Eligibility(EPOCH, signed(EPOCH * 1000), proof(winner));
        assertRefused(SortitionFault.HEAD_NOT_BEFORE_BEACON, late, device(winner));
    }

    @Test
    void aHeadOfWhenTheLogWasSmallMakesNobodyEligible() {
        // Of the first ten devices, the operator's own, all were eligible; today none of them need be.
        MemoryLog small = new MemoryLog();
        for (int i = 0; i < 10; i++) {
            small.add(device(i));
        }
        int loser = IntStream.range(0, 10)
                .filter(i -> !eligible.contains(i))
                .findFirst()
                .orElseThrow();
        SignedLogHead old = SignedLogHead.sign(KEY, small.head(EPOCH * 1000 - 1001));
        assertRefused(
                SortitionFault.HEAD_TOO_OLD, new Eligibility(EPOCH, old, small.inclusion(loser, 10)), device(loser));
        // Whoever does not know the beacon before cannot tell.
        SortitionCheck unknowing = new SortitionCheck(
                new OperatorVerifier(KEY.publicKey()),
                epoch -> epoch == EPOCH ? Optional.of(beacon(epoch)) : Optional.empty(),
                HeadWitness.signedTime(),
                0);
        int winner = eligible.get(0);
        assertThat(unknowing.check(shown(winner), device(winner), MEMBERS)).contains(SortitionFault.HEAD_TOO_OLD);
    }

    @Test
    void aHeadDatedBackIsBelievedByWhoeverTakesItsWordAndByNobodyWhoFollowsTheLog() {
        FollowedLog followed = new FollowedLog(new OperatorVerifier(KEY.publicKey()), 2);
        assertThat(followed.accept(head, new ConsistencyProof(List.of()), EPOCH * 1000 - 50))
                .isEmpty();
        int winner = eligible.get(0);
        assertThat(check(followed).check(shown(winner), device(winner), MEMBERS))
                .isEmpty();
        // The beacon is out; the service makes a key to suit, and a head over it that it dates back.
        int made = IntStream.range(DEVICES, 100_000)
                .filter(i -> isEligible(device(i)))
                .findFirst()
                .orElseThrow();
        int place = log.add(device(made));
        SignedLogHead back = signed(EPOCH * 1000 - 1);
        Eligibility shown = new Eligibility(EPOCH, back, log.inclusion(place, DEVICES + 1));
        assertThat(check(HeadWitness.signedTime()).check(shown, device(made), MEMBERS))
                .isEmpty();
        assertThat(check(followed).check(shown, device(made), MEMBERS)).contains(SortitionFault.HEAD_NOT_BEFORE_BEACON);
        assertThat(check(followed).check(shown, device(made), MEMBERS, Set.of(SortitionFault.HEAD_NOT_BEFORE_BEACON)))
                .isEmpty();
    }

    @Test
    void aFollowerRemembersAsManyHeadsAsItWasTold() {
        FollowedLog followed = new FollowedLog(new OperatorVerifier(KEY.publicKey()), 2);
        List<SignedLogHead> heads = List.of(signed(1), signed(2), signed(3));
        for (SignedLogHead one : heads) {
            assertThat(followed.accept(one, new ConsistencyProof(List.of()), 7)).isEmpty();
        }
        assertThat(heads.stream().map(followed::firstHeldMillis))
                .containsExactly(OptionalLong.empty(), OptionalLong.of(7), OptionalLong.of(7));
        // Held again later, it was still first held then.
        followed.accept(heads.get(2), new ConsistencyProof(List.of()), 9);
        assertThat(followed.firstHeldMillis(heads.get(2))).hasValue(7);
    }

    @Test
    void onlyTheNewestEpochAndTheOneBeforeAreCurrent() {
        int winner = eligible.get(0);
        newest = EPOCH + 1;
        assertThat(check(HeadWitness.signedTime()).check(shown(winner), device(winner), MEMBERS))
                .isEmpty();
        newest = EPOCH + 2;
        assertRefused(SortitionFault.NOT_CURRENT, shown(winner), device(winner));
        newest = EPOCH - 1;
        assertThat(check(HeadWitness.signedTime()).check(shown(winner), device(winner), MEMBERS))
                .contains(SortitionFault.NO_BEACON);
        BeaconSource source = this::published;
        assertThat(source.notCurrent(-1)).contains(SortitionFault.NO_BEACON);
        assertThat(source.notCurrent(Long.MAX_VALUE)).contains(SortitionFault.NO_BEACON);
    }

    @Test
    void aCommitteeOfEligibleDevicesIsBelievedWhileItsEpochLasts() {
        CommitteeProof shown = committee(eligible.subList(0, MEMBERS));
        List<DeviceId> seated = devices(eligible.subList(0, MEMBERS));
        SortitionCheck check = check(HeadWitness.signedTime());
        assertThat(check.check(shown, COMMITTEE, seated)).isEmpty();
        assertThat(check.check(shown, COMMITTEE, seated.subList(1, MEMBERS))).contains(SortitionFault.WRONG_SIZE);
        List<DeviceId> swapped = new ArrayList<>(seated);
        Collections.swap(swapped, 0, 1);
        assertThat(check.check(shown, COMMITTEE, swapped)).contains(SortitionFault.WRONG_DEVICE);
        newest = EPOCH + 2;
        assertThat(check.check(shown, COMMITTEE, seated)).contains(SortitionFault.NOT_CURRENT);
        assertThat(check.check(shown, COMMITTEE, seated, Set.of(SortitionFault.NOT_CURRENT)))
                .isEmpty();
    }

    @Test
    void theLongestEncodingsAreWithinTheirBounds() {
        InclusionProof longest = new InclusionProof(
                log.inclusion(0, DEVICES).entry(), Integer.MAX_VALUE, Collections.nCopies(32, Digest.zero()));
        assertThat(new Eligibility(Long.MAX_VALUE, head, longest).encode()).hasSizeLessThan(Eligibility.MAX_BYTES);
        CommitteeProof full =
                new CommitteeProof(Long.MAX_VALUE, head, Collections.nCopies(CommitteeParameters.MAX_MEMBERS, longest));
        assertThat(full.encode()).hasSizeLessThan(CommitteeProof.MAX_BYTES);
        assertThat(CommitteeProof.decode(full.encode())).isEqualTo(full);
        assertThatThrownBy(() -> new CommitteeProof(0, head, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommitteeProof(0, head, Collections.nCopies(129, longest)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InclusionProof(longest.entry(), 0, Collections.nCopies(33, Digest.zero())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> full.claims(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(SortitionFault fault, Eligibility shown, DeviceId device) {
        SortitionCheck check = check(HeadWitness.signedTime());
        assertThat(check.check(shown, device, MEMBERS)).contains(fault);
        assertThat(check.check(shown, device, MEMBERS, Set.of(fault))).isEmpty();
    }

    private SortitionCheck check(HeadWitness witness) {
        return new SortitionCheck(new OperatorVerifier(KEY.publicKey()), this::published, witness, 0);
    }

    private Optional<Beacon> published(long epoch) {
        return epoch <= newest ? Optional.of(beacon(epoch)) : Optional.empty();
    }

    private static Beacon beacon(long epoch) {
        return new Beacon(epoch, epoch * 1000, Digest.sha256(new byte[] {(byte) epoch}));
    }

    private static boolean isEligible(DeviceId device) {
        return Ticket.of(beacon(EPOCH), device).isBelow(Threshold.of(MEMBERS, DEVICES));
    }

    private Eligibility shown(int device) {
        return new Eligibility(EPOCH, head, proof(device));
    }

    private CommitteeProof committee(List<Integer> seated) {
        return new CommitteeProof(EPOCH, head, seated.stream().map(this::proof).toList());
    }

    private InclusionProof proof(int device) {
        return log.inclusion(device, DEVICES);
    }

    private SignedLogHead signed(long atMillis) {
        return SignedLogHead.sign(KEY, log.head(atMillis));
    }

    private static List<DeviceId> devices(List<Integer> numbers) {
        return numbers.stream().map(EligibilityTest::device).toList();
    }

    private static DeviceId device(int i) {
        return DeviceId.ofPublicKey(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16), (byte) (i >> 24)});
    }
}
