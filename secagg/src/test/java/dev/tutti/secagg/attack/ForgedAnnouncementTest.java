package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Somebody who is not the operator, but owns as many enrolled devices as a committee has seats, announces a round with
 * them in all of them, under a signature that the operator made for something else, or under a key of its own. A device
 * that took it for the operator's would seal all of its shares to the forger. So a device verifies the operator's
 * signature, over announcements and over nothing else.
 */
final class ForgedAnnouncementTest {
    private final Population population = new Population(95);
    private final Collusion forger = new Collusion();
    private final TestDevice victim = population.enrol();
    private final Round forged = forged();
    private final byte[] bytes = forged.announcement().encode();
    private final int[] slots = forged.randomSlots(new Random(1));

    /** What the operator signs with the same key. */
    private final byte[] signedAsSomethingElse = population.operator().sign(ModelManifest.LABEL, bytes);

    @Test
    void aDeviceThatDidNotVerifyWouldBeReadByTheForger() {
        assertThatTheForgerReads((message, signature) -> true, new byte[64]);
    }

    @Test
    void aDeviceThatTookAnySignatureOfTheOperatorsWouldBeReadByTheForger() {
        OperatorVerifier operator = new OperatorVerifier(population.operator().publicKey());
        assertThatTheForgerReads(
                (message, signature) -> Stream.of(Announcement.LABEL, ModelManifest.LABEL)
                        .anyMatch(label -> operator.verify(label, message, signature)),
                signedAsSomethingElse);
    }

    @Test
    void aSignatureOverAnythingButAnAnnouncementByAnyoneButTheOperatorDoesNotCount() {
        OperatorVerifier operator = new OperatorVerifier(population.operator().publicKey());
        OperatorKey own = OperatorKey.generate(Population.seeded(96));
        Announcement real = new Round(population, Terms.of(8, 1)).announcement();
        for (byte[] signature : List.of(
                signedAsSomethingElse,
                population.operator().sign("", bytes),
                population.operator().sign(Announcement.LABEL, real.encode()),
                own.sign(Announcement.LABEL, bytes),
                new byte[64],
                new byte[0])) {
            assertThat(contribute((message, given) -> operator.verify(Announcement.LABEL, message, given), signature))
                    .isEmpty();
        }
    }

    @Test
    void theOperatorsOwnSignatureOverTheseTermsWouldCountSoNothingElseRefusesThem() {
        OperatorVerifier operator = new OperatorVerifier(population.operator().publicKey());
        assertThatTheForgerReads(
                (message, signature) -> operator.verify(Announcement.LABEL, message, signature),
                population.operator().sign(Announcement.LABEL, bytes));
    }

    private void assertThatTheForgerReads(BiPredicate<byte[], byte[]> verification, byte[] signature) {
        MaskedUpdate update = contribute(verification, signature).orElseThrow();
        int[] secret = forger.secretOf(forged.announcement(), update).orElseThrow();
        assertThat(Opening.of(forged, List.of(update), secret)).containsExactly(Opening.parameters(forged, slots));
    }

    /** What the victim does: verify, check the committee, mask. */
    private Optional<MaskedUpdate> contribute(BiPredicate<byte[], byte[]> verification, byte[] signature) {
        return verification.test(bytes, signature)
                        && CommitteeCheck.check(forged.announcement(), population.trust(), Population.NOW)
                                .isEmpty()
                ? Optional.of(forged.contribute(victim, slots))
                : Optional.empty();
    }

    private Round forged() {
        List<Seat> seats = IntStream.rangeClosed(1, 8)
                .mapToObj(seat -> forger.seat(seat, population.enrol(), population))
                .toList();
        return new Round(population, Terms.of(8, 1)).seating(seats, Terms.of(8, 1));
    }
}
