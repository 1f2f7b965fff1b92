package dev.tutti.secagg.attack;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Seats whose keys are in one hand: what it reads of a victim without any vote, certificate or cohort. */
final class Collusion {
    private final Map<Integer, OneTimeKeys> keys = new TreeMap<>();

    /** A seat with fresh keys of this hand, offered in the name of a device. */
    Seat seat(int memberIndex, TestDevice device, Population population) {
        OneTimeKeys fresh = new OneTimeKeys(population.random());
        keys.put(memberIndex, fresh);
        CheckInStatement statement = new CheckInStatement(
                Population.NAME,
                device.id(),
                fresh.sealingKey(),
                fresh.votingKey(),
                Population.NOW + 60_000,
                device.credential().credential().digest());
        return new Seat(
                memberIndex, new SignedCheckIn(statement, device.sign(statement.encode()), device.credential()));
    }

    /** The victim's own mask secret, from the shares sealed to these seats; empty when they are too few. */
    Optional<int[]> secretOf(Announcement announcement, MaskedUpdate victims) {
        Map<Integer, int[]> shares = new TreeMap<>();
        keys.forEach((seat, key) -> {
            ShareBinding binding = new ShareBinding(
                    announcement.digest(),
                    announcement.round(),
                    victims.signed().statement().device(),
                    seat,
                    victims.signed().statement().ciphertextDigest());
            byte[] opened =
                    key.open(binding, victims.sealedShares().get(seat - 1)).orElseThrow();
            int[] all = ShareBytes.read(opened, announcement.blocks()).orElseThrow();
            shares.put(seat, Arrays.copyOf(all, announcement.blocks()));
        });
        return CommitteeOpening.recover(announcement, 1, shares) instanceof CommitteeOpening.Recovered recovered
                ? Optional.of(recovered.secretSum())
                : Optional.empty();
    }
}
