package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeFault;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceAccumulator;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A committee with X-Wing keys: a round like any other, and no way to slip an old key into it. Who records the sealed
 * shares today and breaks r old keys one day would open every update under them.
 */
final class PostQuantumCommitteeTest {
    private final Population population = new Population(21);
    private final Round round = new Round(
            population, Terms.of(4, 1), seat -> new CommitteeMember(ShareSealing.HPKE_X_WING, population.random()));
    private final Announcement announcement = round.announcement();

    @Test
    void theSumOpensExactly() {
        assertThat(announcement.sealing()).isEqualTo(ShareSealing.HPKE_X_WING);
        assertThat(Announcement.decode(announcement.encode())).isEqualTo(announcement);
        assertThat(CommitteeCheck.check(announcement, population.trust(), Population.NOW))
                .isEmpty();
        Random values = new Random(1);
        VectorLayout layout = round.layout();
        long[] expected = new long[layout.totalSlots()];
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int[] slots = round.randomSlots(values);
            Arrays.setAll(expected, slot -> expected[slot] + slots[slot]);
            updates.add(round.contribute(population.enrol(), slots));
        }
        updates = Round.sorted(updates);
        int sealedBytes = updates.get(0).sealedShares().stream()
                .mapToInt(share -> share.length)
                .sum();
        assertThat(sealedBytes)
                .isEqualTo(ShareBytes.sealedPerUpdate(
                        announcement.committee(), announcement.ring().degree(), ShareSealing.HPKE_X_WING));

        QuorumCertificate certificate = round.certify(updates);
        assertThat(certificate.isValidFor(announcement)).isTrue();
        Map<Integer, int[]> replies = new TreeMap<>();
        for (int seat = 1; seat <= announcement.committee().recoveryThreshold(); seat++) {
            OpenDecision decision = round.member(seat).open(certificate);
            replies.put(
                    seat, ((OpenDecision.Opened) decision).reply().statement().sums());
        }
        var secret = (CommitteeOpening.Recovered) CommitteeOpening.recover(announcement, updates.size(), replies);
        long[] masked = new long[announcement.ring().degree() * layout.polynomialsIn(0)];
        updates.forEach(
                update -> SliceAccumulator.add(masked, 0, update.chunks().get(0), announcement.ring()));
        var opened =
                (SliceOpening.Opened) SliceOpening.open(announcement, 0, masked, secret.secretSum(), updates.size());
        assertThat(opened.sum().parameters())
                .containsExactly(Arrays.copyOfRange(
                        expected, VectorLayout.CONTROL_SLOTS, VectorLayout.CONTROL_SLOTS + layout.parametersIn(0)));
    }

    @Test
    void aCommitteeWithOneOldKeyAmongTheNewCannotBeAnnounced() {
        SignedCheckIn old = Round.checkIn(population.enrol(), new CommitteeMember(population.random()));
        for (int seat = 1; seat <= 4; seat++) {
            List<Seat> mixed = new ArrayList<>(announcement.seats());
            mixed.set(seat - 1, new Seat(seat, old));
            assertThatThrownBy(() -> Terms.of(4, 1).announce(mixed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("announced kind");
        }
    }

    @Test
    void anAnnouncementThatNamesOneKindAndSeatsTheOtherIsMalformed() {
        Announcement old = new Round(population, Terms.of(4, 1)).announcement();
        for (Announcement real : List.of(announcement, old)) {
            byte[] bytes = real.encode();
            int sealing = sealingCodeAt(real);
            assertThat(bytes[sealing]).isEqualTo((byte) real.sealing().code());
            bytes[sealing] = (byte) (3 - real.sealing().code());
            assertThatThrownBy(() -> Announcement.decode(bytes)).isInstanceOf(MalformedMessageException.class);
            bytes[sealing] = 3;
            assertThatThrownBy(() -> Announcement.decode(bytes)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void aKeyThatHidesNothingIsRefusedThoughItsDeviceSignedIt() {
        TestDevice device = population.enrol();
        CheckInStatement real = announcement.seat(2).checkIn().statement();
        byte[] smallOrder = real.sealingKey();
        Arrays.fill(smallOrder, 1184, 1216, (byte) 0);
        byte[] outOfRange = real.sealingKey();
        Arrays.fill(outOfRange, 0, 3, (byte) 0xff);
        for (byte[] bad : List.of(smallOrder, outOfRange)) {
            CheckInStatement offer = new CheckInStatement(
                    real.population(),
                    device.id(),
                    bad,
                    real.votingKey(),
                    real.expiresAtMillis(),
                    device.credential().credential().digest());
            List<Seat> seats = new ArrayList<>(announcement.seats());
            seats.set(1, new Seat(2, new SignedCheckIn(offer, device.sign(offer.encode()), device.credential())));
            assertThat(CommitteeCheck.check(Terms.of(4, 1).announce(seats), population.trust(), Population.NOW))
                    .contains(CommitteeFault.BAD_KEY);
        }
    }

    @Test
    void aCheckInOfOneKindIsNoneOfTheOther() {
        SignedCheckIn offer = announcement.seat(1).checkIn();
        assertThat(offer.statement().sealing()).isEqualTo(ShareSealing.HPKE_X_WING);
        assertThat(CheckInStatement.decode(offer.statement().encode())).isEqualTo(offer.statement());
        assertThatThrownBy(() -> new CheckInStatement(
                        offer.statement().population(),
                        offer.statement().device(),
                        new byte[33],
                        offer.statement().votingKey(),
                        1,
                        offer.statement().credentialHash()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Where the code of the sealing stands: before the count of seats, the first one's number and its population. */
    private static int sealingCodeAt(Announcement announcement) {
        String bytes = HexFormat.of().formatHex(announcement.encode());
        String device = announcement.seat(1).checkIn().statement().device().hex();
        int population = Integer.BYTES + Population.NAME.length();
        return bytes.indexOf(device) / 2 - population - 1 - Integer.BYTES - 1;
    }
}
