package dev.tutti.secagg.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every statement: round trip, every truncation, every bit flipped. */
final class StatementCodecTest {
    /** One statement's bytes and how to read and write them again. */
    record Kind(String name, byte[] bytes, Function<byte[], byte[]> again) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final PrivacyConfiguration NOISE =
            new PrivacyConfiguration(NoiseMechanism.DISCRETE_GAUSSIAN, 3.25, 1.5, 1e-6);

    static Stream<Kind> statements() {
        Population population = new Population(3);
        Round round = new Round(population, Terms.of(4, 1));
        Announcement announcement = round.announcement();
        SignedCheckIn checkIn = announcement.seat(1).checkIn();
        SignedCheckIn xWing =
                Round.checkIn(population.enrol(), new CommitteeMember(ShareSealing.HPKE_X_WING, population.random()));
        SignedUpdate update = round.contributions(1, new Random(1)).get(0).signed();
        Digest root = Digest.sha256(new byte[] {1});
        DeviceId device = update.statement().device();
        SignedVote vote =
                new SignedVote(new VoteStatement(announcement.digest(), root, 3, List.of(device)), new byte[64]);
        ReplyStatement reply = new ReplyStatement(announcement.digest(), root, 3, new int[] {0, 5, 2147483646});
        ModelManifest manifest = new ModelManifest(
                "fitness/test", "gait", 4, root, root, announcement.digest(), List.of(root, announcement.digest()));
        return Stream.of(
                new Kind(
                        "credential",
                        checkIn.credential().credential().encode(),
                        b -> KeyCredential.decode(b).encode()),
                new Kind(
                        "signed credential",
                        checkIn.credential().encode(),
                        b -> SignedCredential.decode(b).encode()),
                new Kind(
                        "check-in",
                        checkIn.statement().encode(),
                        b -> CheckInStatement.decode(b).encode()),
                new Kind(
                        "signed check-in",
                        checkIn.encode(),
                        b -> SignedCheckIn.decode(b).encode()),
                new Kind(
                        "check-in with an X-Wing key",
                        xWing.statement().encode(),
                        b -> CheckInStatement.decode(b).encode()),
                new Kind(
                        "signed check-in with an X-Wing key",
                        xWing.encode(),
                        b -> SignedCheckIn.decode(b).encode()),
                new Kind(
                        "round id",
                        announcement.round().encode(),
                        b -> RoundId.decode(b).encode()),
                new Kind(
                        "encoding",
                        announcement.encoding().encode(),
                        b -> Encoding.decode(b).encode()),
                new Kind(
                        "announcement",
                        announcement.encode(),
                        b -> Announcement.decode(b).encode()),
                new Kind(
                        "announcement over two primes",
                        new Round(population, Terms.overTwoPrimes(4, 1))
                                .announcement()
                                .encode(),
                        b -> Announcement.decode(b).encode()),
                new Kind(
                        "announcement with noise",
                        new Round(population, Terms.of(4, 1).withPrivacy(NOISE))
                                .announcement()
                                .encode(),
                        b -> Announcement.decode(b).encode()),
                new Kind(
                        "update",
                        update.statement().encode(),
                        b -> UpdateStatement.decode(b).encode()),
                new Kind(
                        "signed update",
                        update.encode(),
                        b -> SignedUpdate.decode(b).encode()),
                new Kind(
                        "vote",
                        vote.statement().encode(),
                        b -> VoteStatement.decode(b).encode()),
                new Kind("signed vote", vote.encode(), b -> SignedVote.decode(b).encode()),
                new Kind(
                        "certificate",
                        new QuorumCertificate(announcement.digest(), root, List.of(vote, vote)).encode(),
                        b -> QuorumCertificate.decode(b).encode()),
                new Kind("reply", reply.encode(), b -> ReplyStatement.decode(b).encode()),
                new Kind(
                        "signed reply",
                        new SignedReply(reply, new byte[64]).encode(),
                        b -> SignedReply.decode(b).encode()),
                new Kind(
                        "manifest",
                        manifest.encode(),
                        b -> ModelManifest.decode(b).encode()));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aStatementEncodesAgainToTheSameBytes(Kind kind) {
        assertThat(kind.again().apply(kind.bytes())).isEqualTo(kind.bytes());
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyTruncationAndAnyByteMoreIsRefused(Kind kind) {
        for (int length = 0; length < kind.bytes().length; length++) {
            byte[] truncated = Arrays.copyOf(kind.bytes(), length);
            assertThatThrownBy(() -> kind.again().apply(truncated)).isInstanceOf(MalformedMessageException.class);
        }
        byte[] longer = Arrays.copyOf(kind.bytes(), kind.bytes().length + 1);
        assertThatThrownBy(() -> kind.again().apply(longer)).isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyFlippedBitIsRefusedOrGivesAnotherStatement(Kind kind) {
        for (int bit = 0; bit < kind.bytes().length * Byte.SIZE; bit++) {
            byte[] flipped = kind.bytes().clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(again(kind, flipped)).isIn(Optional.empty(), Optional.of(ByteBuffer.wrap(flipped)));
        }
    }

    /** The bytes encoded again, or empty when they are malformed; anything else thrown fails the test. */
    private static Optional<ByteBuffer> again(Kind kind, byte[] bytes) {
        try {
            return Optional.of(ByteBuffer.wrap(kind.again().apply(bytes)));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }
}
