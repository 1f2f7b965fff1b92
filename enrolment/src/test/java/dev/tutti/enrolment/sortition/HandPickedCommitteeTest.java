package dev.tutti.enrolment.sortition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.MemoryLog;
import dev.tutti.enrolment.log.SeenHead;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.share.SecretRecovery;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Of 20,000 devices the operator owns 40. It may seat whom it likes: by hand, r of its own, which recover from their
 * shares what a device shared, and with that its update, with no vote and no cohort. Held to tickets it finds at most t of
 * its own eligible, and their shares say nothing. Each check is then shown to be needed.
 */
final class HandPickedCommitteeTest {
    private static final int DEVICES = 20_000;
    private static final int CORRUPT = 40;
    private static final int MEMBERS = 64;
    private static final long EPOCH = 3;
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final Beacon BEACON = new Beacon(EPOCH, 1000, Digest.sha256(new byte[] {1}));
    private static final SortitionPlan PLAN = SortitionPlan.of(MEMBERS, DEVICES, CORRUPT / (double) DEVICES);
    private static final CommitteeParameters COMMITTEE = PLAN.committee();

    private final MemoryLog log = new MemoryLog();
    private final Map<DeviceId, Integer> places = new HashMap<>();
    private final List<DeviceId> devices = new ArrayList<>();
    private final List<DeviceId> corrupt = new ArrayList<>();
    private final SeenHead head;
    private final SortitionCheck check = new SortitionCheck(
            new OperatorVerifier(KEY.publicKey()),
            epoch -> epoch == EPOCH ? Optional.of(BEACON) : beforeBeacon(epoch),
            HeadWitness.signedTime(),
            CORRUPT / (double) DEVICES);

    HandPickedCommitteeTest() {
        for (int i = 0; i < DEVICES; i++) {
            DeviceId device = device(i);
            devices.add(device);
            places.put(device, log.add(device));
            if (i % (DEVICES / CORRUPT) == 0) {
                corrupt.add(device);
            }
        }
        head = new SeenHead(SignedLogHead.sign(KEY, log.head(900)), 950);
    }

    @Test
    void aHandPickedCommitteeReadsWhatADeviceSharedWithItUnlessTicketsAreChecked() {
        List<DeviceId> picked = new ArrayList<>(corrupt.subList(0, COMMITTEE.recoveryThreshold()));
        devices.stream()
                .filter(device -> !corrupt.contains(device))
                .limit(MEMBERS - picked.size())
                .forEach(picked::add);
        assertThat(waiving(picked, SortitionFault.NOT_ELIGIBLE)).isEmpty();
        assertThat(readByItsOwn(picked)).isTrue();
        assertThat(check(claims(picked))).contains(SortitionFault.NOT_ELIGIBLE);
    }

    @Test
    void heldToTicketsTheOperatorSeatsAtMostTOfItsOwnAndTheyReadNothing() {
        List<DeviceId> eligible = eligible();
        List<DeviceId> seated =
                new ArrayList<>(eligible.stream().filter(corrupt::contains).toList());
        assertThat(seated).hasSizeLessThanOrEqualTo(COMMITTEE.corrupt());
        eligible.stream()
                .filter(device -> !corrupt.contains(device))
                .limit(MEMBERS - seated.size())
                .forEach(seated::add);
        assertThat(check(claims(seated))).isEmpty();
        assertThat(readByItsOwn(seated)).isFalse();
    }

    @Test
    void overManyEpochsTheOperatorNeverFindsMoreThanTOfItsOwn() {
        int most = 0;
        long all = 0;
        for (int epoch = 0; epoch < 2000; epoch++) {
            Beacon beacon = new Beacon(epoch, 0, Digest.sha256(new byte[] {(byte) epoch, (byte) (epoch >> 8)}));
            int found = (int) corrupt.stream()
                    .filter(device -> Ticket.of(beacon, device).isBelow(PLAN.threshold()))
                    .count();
            most = Math.max(most, found);
            all += found;
        }
        assertThat(most).isLessThanOrEqualTo(COMMITTEE.corrupt());
        // 2000 · 40 · 256/20000 = 1024 expected, deviation 32.
        assertThat(all).isBetween(1024L - 6 * 32, 1024L + 6 * 32);
    }

    @Test
    void aboutFourTimesTheSeatsAreEligible() {
        assertThat(eligible().size()).isBetween(256 - 6 * 16, 256 + 6 * 16);
    }

    @Test
    void keysMadeToSuitTheBeaconAreNotUnderAnEarlierHead() {
        List<DeviceId> made = new ArrayList<>();
        for (int i = DEVICES; made.size() < MEMBERS; i++) {
            if (Ticket.of(BEACON, device(i)).isBelow(PLAN.threshold())) {
                made.add(device(i));
                places.put(device(i), log.add(device(i)));
            }
        }
        // Shown with an entry of the head: another device's. With their own: not under it.
        List<SeatClaim> borrowed = made.stream()
                .map(device -> new SeatClaim(device, log.inclusion(5, DEVICES)))
                .toList();
        assertThat(check(borrowed)).contains(SortitionFault.WRONG_DEVICE);
        int now = DEVICES + MEMBERS;
        List<SeatClaim> own = made.stream()
                .map(device -> new SeatClaim(device, log.inclusion(place(device), now)))
                .toList();
        assertThat(check(own)).contains(SortitionFault.NOT_IN_LOG);
        assertThat(check.check(EPOCH, head, COMMITTEE, borrowed, Set.of(SortitionFault.WRONG_DEVICE)))
                .isEmpty();
        assertThat(check.check(EPOCH, head, COMMITTEE, own, Set.of(SortitionFault.NOT_IN_LOG)))
                .isEmpty();
        // A head over them is dated back by the service, but nobody held it in time.
        SeenHead late = new SeenHead(SignedLogHead.sign(KEY, log.head(900)), 1001);
        assertThat(check.check(EPOCH, late, COMMITTEE, own)).contains(SortitionFault.HEAD_NOT_BEFORE_BEACON);
        SeenHead honest = new SeenHead(SignedLogHead.sign(KEY, log.head(1001)), 1001);
        assertThat(check.check(EPOCH, honest, COMMITTEE, own)).contains(SortitionFault.HEAD_NOT_BEFORE_BEACON);
        assertThat(check.check(EPOCH, late, COMMITTEE, own, Set.of(SortitionFault.HEAD_NOT_BEFORE_BEACON)))
                .isEmpty();
    }

    @Test
    void aHeadOfTheOperatorsOwnIsRefused() {
        MemoryLog own = new MemoryLog();
        List<SeatClaim> seats = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            own.add(device(-1 - i));
        }
        for (int i = 0; i < MEMBERS; i++) {
            seats.add(new SeatClaim(device(-1 - i), own.inclusion(i, MEMBERS)));
        }
        SeenHead forged =
                new SeenHead(SignedLogHead.sign(OperatorKey.generate(new SecureRandom()), own.head(900)), 950);
        assertThat(check.check(EPOCH, forged, COMMITTEE, seats)).contains(SortitionFault.BAD_HEAD);
        // Of 64 devices all are eligible: with the signature and the threshold unchecked, the committee is its own.
        assertThat(check.check(
                        EPOCH,
                        forged,
                        COMMITTEE,
                        seats,
                        EnumSet.of(SortitionFault.BAD_HEAD, SortitionFault.THRESHOLD_TOO_LOW)))
                .isEmpty();
    }

    @Test
    void oneEligibleDeviceSitsOnce() {
        List<DeviceId> twice = new ArrayList<>(eligible().subList(0, MEMBERS - 1));
        twice.add(twice.get(0));
        assertThat(check(claims(twice))).contains(SortitionFault.NOT_DISTINCT);
        assertThat(waiving(twice, SortitionFault.NOT_DISTINCT)).isEmpty();
    }

    @Test
    void missingBeaconsWrongSizesAndLowThresholdsAreRefused() {
        List<SeatClaim> fair = claims(eligible().subList(0, MEMBERS));
        assertThat(check.check(EPOCH + 1, head, COMMITTEE, fair)).contains(SortitionFault.NO_BEACON);
        assertThat(check(fair.subList(1, MEMBERS))).contains(SortitionFault.WRONG_SIZE);
        CommitteeParameters careless = new CommitteeParameters(
                MEMBERS,
                COMMITTEE.corrupt() - 1,
                16,
                COMMITTEE.privacyThreshold() - 2,
                COMMITTEE.recoveryThreshold() - 2,
                COMMITTEE.quorum());
        assertThat(check.check(EPOCH, head, careless, fair)).contains(SortitionFault.THRESHOLD_TOO_LOW);
        SortitionCheck wary = new SortitionCheck(
                new OperatorVerifier(KEY.publicKey()),
                epoch -> epoch == EPOCH ? Optional.of(BEACON) : beforeBeacon(epoch),
                HeadWitness.signedTime(),
                0.2);
        assertThat(wary.check(EPOCH, head, COMMITTEE, fair)).contains(SortitionFault.THRESHOLD_TOO_LOW);
        // A source that gives another epoch's beacon gives none.
        assertThat(new SortitionCheck(
                                new OperatorVerifier(KEY.publicKey()),
                                epoch -> Optional.of(BEACON),
                                HeadWitness.signedTime(),
                                0)
                        .check(EPOCH + 1, head, COMMITTEE, fair))
                .contains(SortitionFault.NO_BEACON);
    }

    @Test
    void aPlanThatCannotHoldIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> SortitionPlan.of(64, 20_000, 0.01))
                .isInstanceOf(CommitteeRefusedException.class)
                .hasMessageContaining("of 20000 devices 200 may be corrupt")
                .hasMessageContaining("64 members withstand t = " + SortitionPlan.most(64));
        assertThatThrownBy(() -> SortitionPlan.of(64, 63, 0))
                .isInstanceOf(CommitteeRefusedException.class)
                .hasMessageContaining("63 devices")
                .hasMessageContaining("64 seats");
        assertThatThrownBy(() -> SortitionPlan.of(64, 100_000, 0.9))
                .isInstanceOf(CommitteeRefusedException.class)
                .hasMessageContaining("t above 64");
        // Few devices: all are eligible, and so are all corrupt ones.
        assertThat(SortitionPlan.of(64, 100, 0.05).committee().corrupt()).isEqualTo(5);
        assertThat(SortitionPlan.of(8, 20_000, 0).committee().corrupt()).isZero();
    }

    @Test
    void theThresholdsOfAPlanAreThoseOfTheProtocol() {
        assertThat(COMMITTEE.quorum()).isEqualTo((MEMBERS + COMMITTEE.corrupt()) / 2 + 1);
        assertThat(COMMITTEE.privacyThreshold()).isEqualTo(2 * COMMITTEE.corrupt());
        assertThat(COMMITTEE.recoveryThreshold()).isLessThanOrEqualTo(COMMITTEE.quorum());
        assertThat(COMMITTEE.quorum()).isLessThanOrEqualTo(MEMBERS - COMMITTEE.corrupt());
        assertThat(COMMITTEE.quorumIsUnique()).isTrue();
    }

    private List<DeviceId> eligible() {
        return devices.stream()
                .filter(device -> Ticket.of(BEACON, device).isBelow(PLAN.threshold()))
                .toList();
    }

    private Optional<SortitionFault> check(List<SeatClaim> seats) {
        return check.check(EPOCH, head, COMMITTEE, seats);
    }

    private Optional<SortitionFault> waiving(List<DeviceId> seated, SortitionFault waived) {
        return check.check(EPOCH, head, COMMITTEE, claims(seated), Set.of(waived));
    }

    private List<SeatClaim> claims(List<DeviceId> seated) {
        return seated.stream()
                .map(device -> new SeatClaim(device, log.inclusion(place(device), DEVICES)))
                .toList();
    }

    private int place(DeviceId device) {
        return Optional.ofNullable(places.get(device)).orElseThrow();
    }

    /** Whether the operator's own members get back what a victim shared among the committee. */
    private boolean readByItsOwn(List<DeviceId> seated) {
        SecureRandom random = new SecureRandom();
        int[] secret = random.ints(16, -20, 21).toArray();
        SortedMap<Integer, int[]> known = new TreeMap<>();
        try (SecretSharing sharing = SecretSharing.of(secret, COMMITTEE, random)) {
            for (int seat = 1; seat <= MEMBERS; seat++) {
                if (corrupt.contains(seated.get(seat - 1))) {
                    int blocks = secret.length / COMMITTEE.secretsPerPolynomial();
                    known.put(seat, Arrays.copyOf(sharing.sharesOf(seat), blocks));
                }
            }
        }
        return known.size() >= COMMITTEE.recoveryThreshold()
                && Arrays.equals(secret, new SecretRecovery(COMMITTEE, known).secret(new TreeSet<>()));
    }

    private static Optional<Beacon> beforeBeacon(long epoch) {
        return epoch == EPOCH - 1 ? Optional.of(new Beacon(epoch, 500, Digest.zero())) : Optional.empty();
    }

    private static DeviceId device(int i) {
        return DeviceId.ofPublicKey(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16), (byte) (i >> 24)});
    }
}
