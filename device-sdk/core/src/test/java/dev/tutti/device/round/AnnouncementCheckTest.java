package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every floor refused with its own reason, one changed term at a time. */
final class AnnouncementCheckTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final List<TestMember> members = operator.committee();
    private final Announcement honest;

    AnnouncementCheckTest() {
        operator.publishNext();
        honest = operator.terms(1, 1, members.stream().map(TestMember::checkIn).toList());
    }

    @Test
    void honestTermsPass() {
        assertThat(check(honest)).isEmpty();
    }

    @Test
    void anotherProtocolVersionIsRefused() {
        assertRefused(Terms.withVersion(honest, 2), JoinFault.UNSUPPORTED_VERSION);
    }

    @Test
    void anotherPopulationIsRefused() {
        RoundId elsewhere = new RoundId("keyboard/en", TestOperator.TASK, 1, 1, 0);
        assertRefused(Terms.withRound(honest, elsewhere), JoinFault.OTHER_POPULATION);
    }

    @Test
    void tooSmallACohortIsRefused() {
        assertRefused(Terms.withLimits(honest, new CohortLimits(1, 16, 1)), JoinFault.TOO_FEW_CONTRIBUTORS);
    }

    @Test
    void tooFewContributorsPerBaseAreRefused() {
        assertRefused(honest, TestOperator.floor().atLeastPerBase(2), JoinFault.TOO_FEW_PER_BASE);
    }

    @Test
    void tooSmallACommitteeIsRefused() {
        assertRefused(honest, TestOperator.floor().atLeastCommittee(5, 1), JoinFault.TOO_FEW_MEMBERS);
    }

    @Test
    void aCommitteeThatWithstandsTooFewCorruptMembersIsRefused() {
        assertRefused(honest, TestOperator.floor().atLeastCommittee(4, 2), JoinFault.TOO_FEW_CORRUPT);
        assertRefused(withThresholds(0, 1, 2, 3), JoinFault.TOO_FEW_CORRUPT);
    }

    @Test
    void aThresholdThatCorruptMembersReachIsRefused() {
        assertRefused(withThresholds(1, 1, 2, 3), JoinFault.PRIVACY_THRESHOLD_TOO_LOW);
    }

    @Test
    void aQuorumThatTwoRootsCouldReachIsRefused() {
        assertRefused(withThresholds(1, 2, 3, 2), JoinFault.QUORUM_NOT_UNIQUE);
    }

    @Test
    void aRingOutsideTheSecureTableIsRefused() {
        assertRefused(Terms.withRing(honest, new RingParameters(16, 916417)), JoinFault.INSECURE_RING);
    }

    @Test
    void slotsThatCouldCarryAreRefused() {
        CohortLimits crowd = new CohortLimits(2, 1 << 16, 1);
        assertRefused(Terms.withLimits(honest, crowd), JoinFault.COULD_CARRY);
    }

    @Test
    void chunksTooLargeToSendAreRefused() {
        Encoding e = honest.encoding();
        Encoding large = new Encoding(
                1 << 26,
                e.valueBits(),
                e.clipNorm(),
                e.valueRange(),
                e.slotBits(),
                e.slotsPerCoefficient(),
                1 << 10,
                1 << 10,
                e.weightFunction(),
                e.maxWeight(),
                e.evaluation());
        assertRefused(Terms.withEncoding(honest, large), JoinFault.TOO_LARGE);
    }

    @Test
    void keysWeakerThanTheFloorAreRefusedAndStrongerOnesTaken() {
        PrivacyFloor floor = TestOperator.floor().atLeastSealing(ShareSealing.HPKE_X_WING);
        assertRefused(honest, floor, JoinFault.SEALING_BELOW_FLOOR);
        assertThat(new AnnouncementCheck(TestOperator.POPULATION, operator.trust(), floor)
                        .check(announced(honest), clock.millis()))
                .hasValueSatisfying(refusal ->
                        assertThat(refusal.detail()).isEqualTo("expected at least HPKE_X_WING, announced HPKE_X25519"));

        Announcement strong = operator.terms(
                1,
                1,
                operator.committee(ShareSealing.HPKE_X_WING).stream()
                        .map(TestMember::checkIn)
                        .toList());
        assertThat(new AnnouncementCheck(TestOperator.POPULATION, operator.trust(), floor)
                        .check(announced(strong), clock.millis()))
                .isEmpty();
        assertThat(check(strong)).isEmpty();
    }

    @Test
    void lessNoiseThanTheFloorIsRefused() {
        assertRefused(honest, TestOperator.floor().atLeastNoise(1), JoinFault.NOISE_BELOW_FLOOR);
    }

    @Test
    void noiseThatThisDeviceCannotAddIsRefused() {
        PrivacyConfiguration skellam = new PrivacyConfiguration(NoiseMechanism.SKELLAM, 3, 10, 1e-6);
        assertRefused(Terms.withPrivacy(honest, skellam), JoinFault.UNSUPPORTED_NOISE);
    }

    @Test
    void oneDeviceInTwoSeatsIsRefused() {
        assertRefused(withSeat(4, members.get(0).checkIn()), JoinFault.MEMBERS_NOT_DISTINCT);
    }

    @Test
    void aMemberOfAnotherPopulationIsRefused() {
        TestMember elsewhere = TestMember.of(operator.enrol(), "keyboard/en", clock.millis() + 1000);
        assertRefused(withSeat(2, elsewhere.checkIn()), JoinFault.MEMBER_WRONG_CHECK_IN);
    }

    @Test
    void aMemberWhoseOfferHadExpiredIsRefused() {
        TestMember expired = TestMember.of(operator.enrol(), TestOperator.POPULATION, clock.millis());
        assertRefused(withSeat(2, expired.checkIn()), JoinFault.MEMBER_WRONG_CHECK_IN);
    }

    @Test
    void aMemberUnderAnotherDevicesNameIsRefused() {
        SignedCheckIn real = members.get(1).checkIn();
        CheckInStatement said = real.statement();
        CheckInStatement renamed = new CheckInStatement(
                said.population(),
                DeviceId.of(new byte[DeviceId.BYTES]),
                said.sealingKey(),
                said.votingKey(),
                said.expiresAtMillis(),
                said.credentialHash());
        SignedCheckIn forged = new SignedCheckIn(renamed, real.signature(), real.credential());
        assertRefused(withSeat(2, forged), JoinFault.MEMBER_WRONG_CHECK_IN);
    }

    @Test
    void aMemberNobodyEnrolledIsRefused() {
        TestMember stranger = new TestOperator(new Network(), clock).member();
        assertRefused(withSeat(3, stranger.checkIn()), JoinFault.MEMBER_NOT_TRUSTED);
    }

    @Test
    void keysThatTheMemberDidNotSignAreRefused() {
        SignedCheckIn real = members.get(1).checkIn();
        SignedCheckIn replaced = members.get(2).checkIn();
        CheckInStatement said = real.statement();
        CheckInStatement swapped = new CheckInStatement(
                said.population(),
                said.device(),
                operator.member().checkIn().statement().sealingKey(),
                said.votingKey(),
                said.expiresAtMillis(),
                said.credentialHash());
        SignedCheckIn forged = new SignedCheckIn(swapped, replaced.signature(), real.credential());
        assertRefused(withSeat(2, forged), JoinFault.MEMBER_NOT_AUTHENTIC);
    }

    @Test
    void aSealingKeyThatHidesNothingIsRefused() {
        CheckInStatement said = members.get(1).checkIn().statement();
        CheckInStatement zero = new CheckInStatement(
                said.population(),
                said.device(),
                new byte[CheckInStatement.KEY_BYTES],
                said.votingKey(),
                said.expiresAtMillis(),
                said.credentialHash());
        SignedCheckIn signed = new SignedCheckIn(
                zero,
                members.get(1).enclave().sign(zero.encode()),
                members.get(1).checkIn().credential());
        assertRefused(withSeat(2, signed), JoinFault.MEMBER_KEY_UNUSABLE);
    }

    @Test
    void aForgedOperatorSignatureIsRefused() {
        byte[] bytes = honest.encode();
        assertThat(read(TestOperator.envelope(bytes, new byte[64]))).isEqualTo(JoinFault.BAD_OPERATOR_SIGNATURE);
        assertThat(read(TestOperator.envelope(bytes, new byte[3]))).isEqualTo(JoinFault.BAD_OPERATOR_SIGNATURE);
        var other = new TestOperator(new Network(), clock).sign(honest);
        assertThat(read(other)).isEqualTo(JoinFault.BAD_OPERATOR_SIGNATURE);
    }

    @Test
    void signedBytesThatAreNoAnnouncementAreMalformed() {
        assertThat(read(operator.signBytes(new byte[] {1, 2, 3}))).isEqualTo(JoinFault.MALFORMED);
    }

    @Test
    void aWeightFunctionOutsideTheClosedListIsMalformed() {
        byte[] bytes = honest.encode();
        byte[] encoding = honest.encoding().encode();
        int inAnnouncement = indexOf(bytes, tail(encoding));
        int weightFunction = inAnnouncement + tail(encoding).length - 6;
        assertThat(bytes[weightFunction])
                .isEqualTo((byte) honest.encoding().weightFunction().code());
        bytes[weightFunction] = 99;

        assertThat(read(operator.signBytes(bytes))).isEqualTo(JoinFault.MALFORMED);
    }

    @Test
    void theHashIsOfTheSignedBytesWhateverTheEnvelopeSays() {
        var delivered = operator.sign(honest);
        delivered.setAnnouncementHash(ByteBuffer.wrap(new byte[32]));
        AnnouncementReader reader = new AnnouncementReader(operator.trust().operator());

        assertThat(((AnnouncementReader.Signed) reader.read(delivered)).round().hash())
                .isEqualTo(Digest.sha256(honest.encode()));
    }

    private JoinFault read(RoundAnnouncement delivered) {
        AnnouncementReader reader = new AnnouncementReader(operator.trust().operator());
        return ((AnnouncementReader.Refused) reader.read(delivered)).refusal().fault();
    }

    private Announcement withThresholds(int corrupt, int privacyThreshold, int recoveryThreshold, int quorum) {
        return Terms.withCommittee(
                honest,
                new CommitteeParameters(TestOperator.MEMBERS, corrupt, 1, privacyThreshold, recoveryThreshold, quorum));
    }

    private Announcement withSeat(int memberIndex, SignedCheckIn checkIn) {
        List<Seat> seats = new ArrayList<>(honest.seats());
        seats.set(memberIndex - 1, new Seat(memberIndex, checkIn));
        return Terms.withSeats(honest, seats);
    }

    private void assertRefused(Announcement terms, JoinFault fault) {
        assertRefused(terms, TestOperator.floor(), fault);
    }

    private void assertRefused(Announcement terms, PrivacyFloor floor, JoinFault fault) {
        assertThat(check(terms, floor).map(JoinRefusal::fault)).hasValue(fault);
    }

    private Optional<JoinRefusal> check(Announcement terms) {
        return check(terms, TestOperator.floor());
    }

    private Optional<JoinRefusal> check(Announcement terms, PrivacyFloor floor) {
        return new AnnouncementCheck(TestOperator.POPULATION, operator.trust(), floor)
                .check(announced(terms), clock.millis());
    }

    private static OpenRound announced(Announcement terms) {
        return new OpenRound(terms, terms.digest());
    }

    /** The encoding's fields behind its label, as they stand inside an announcement. */
    private static byte[] tail(byte[] encoding) {
        int label = 4 + "tutti/encoding/v1".length();
        return Arrays.copyOfRange(encoding, label, encoding.length);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("expected the encoding inside the announcement");
    }
}
