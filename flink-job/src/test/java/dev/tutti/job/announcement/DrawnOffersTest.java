package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.Beacon;
import dev.tutti.enrolment.sortition.BeaconSource;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionCheck;
import dev.tutti.job.config.CommitteeOdds;
import dev.tutti.job.config.Revocations;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestLog;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CheckInStatement;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where committees are drawn, an offer counts for as long as its beacon makes its device eligible, and no other does. */
class DrawnOffersTest {
    private static final long NOW = TestRound.OPENS;
    private static final int MEMBERS = 8;
    private static final int DEVICES = 40;
    private static final long EVERY = 100_000;

    @TempDir
    Path dir;

    private final SecureRandom random = new SecureRandom();
    private final OperatorKey service = OperatorKey.generate(random);
    private final CredentialIssuer issuer = new CredentialIssuer(service);
    private final TaskConfig task = TestRound.task().withOdds(new CommitteeOdds(0.025, DEVICES));
    private final Sortition sortition = Sortition.drawnForDevelopment(new byte[16], 1_000);
    /** The newest epoch; below zero no beacon can be had. */
    private long newest = 3;

    private final BeaconSource beacons =
            epoch -> epoch < 0 || epoch > newest ? Optional.empty() : Optional.of(at(epoch));
    private final Drawing drawing = new Drawing(new OperatorVerifier(service.publicKey()), beacons);
    private TestLog log;
    private KeyedOneInputStreamOperatorTestHarness<String, String, String> harness;

    @SuppressWarnings("NullAway.Init") // by the holder, when the harness opens
    private CheckIns checkIns;

    @SuppressWarnings("NullAway.Init") // likewise
    private Seating seating;

    private @Nullable Drawing used = drawing;

    /** Gives the offers a key to live under. */
    private final class Holder extends KeyedProcessFunction<String, String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) {
            checkIns = new CheckIns(getRuntimeContext(), CredentialTrust.forDevelopment(issuer.publicKey()), used);
            RevocationFile none = new RevocationFile(Revocations.NONE_FOR_DEVELOPMENT, List.of(service.publicKey()));
            seating = new Seating(checkIns, none, sortition, used);
        }

        @Override
        public void processElement(String value, Context ctx, Collector<String> out) {}
    }

    @BeforeEach
    void aPopulationAndALog() throws Exception {
        log = new TestLog(dir, service);
        for (int i = 0; i < DEVICES; i++) {
            log.enrol(new TestDevice(issuer, NOW));
        }
        open(drawing);
    }

    private void open(@Nullable Drawing by) throws Exception {
        used = by;
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Holder()), value -> value, Types.STRING);
        harness.open();
        harness.processElement(TestRound.POPULATION, 0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        log.close();
    }

    @Test
    void eachFaultHasItsOwnName() throws Exception {
        TestDevice device = eligible(3).get(0);
        TestDevice other = eligible(3).get(1);
        SignedLogHead head = head(3);
        SignedLogHead forged = SignedLogHead.sign(OperatorKey.generate(random), head.head());
        assertThat(fault(null, device)).isEqualTo(CheckInFault.ELIGIBILITY_MISSING);
        assertThat(fault(new byte[7], device)).isEqualTo(CheckInFault.ELIGIBILITY_MALFORMED);
        assertThat(fault(new byte[100_000], device)).isEqualTo(CheckInFault.ELIGIBILITY_MALFORMED);
        assertThat(fault(9, head, device)).isEqualTo(CheckInFault.NO_BEACON);
        assertThat(fault(1, head(1), device)).isEqualTo(CheckInFault.EPOCH_OVER);
        assertThat(fault(3, forged, device)).isEqualTo(CheckInFault.BAD_HEAD);
        assertThat(fault(3, log.head(at(3).atMillis()), device)).isEqualTo(CheckInFault.HEAD_NOT_BEFORE_BEACON);
        assertThat(fault(3, log.head(at(2).atMillis() - 1), device)).isEqualTo(CheckInFault.HEAD_TOO_OLD);
        assertThat(fault(log.eligibility(3, head, other).encode(), device))
                .isEqualTo(CheckInFault.ENROLMENT_OF_ANOTHER);
        TestDevice unlucky = log.eligible(false, at(3), MEMBERS).get(0);
        assertThat(fault(3, head, unlucky)).isEqualTo(CheckInFault.NOT_ELIGIBLE);
        assertThat(fault(3, head, device)).isNull();
        log.enrol(new TestDevice(issuer, NOW));
        Eligibility later = log.eligibility(3, head(3), device);
        assertThat(fault(new Eligibility(3, head, later.proof()).encode(), device))
                .isEqualTo(CheckInFault.NOT_IN_LOG);
    }

    @Test
    void anOfferThatShowsNothingIsNotTakenAndWithoutSortitionItIs() throws Exception {
        TestDevice unlucky = log.eligible(false, at(3), MEMBERS).get(0);
        checkIns.take(offer(unlucky, log.eligibility(3, head(3), unlucky).encode(), 0), task, NOW);
        checkIns.take(offer(eligible(3).get(0), null, 0), task, NOW);
        assertThat(fresh()).isEmpty();
        // Refused, they stand in no better one's way.
        offer(3, eligible(3).subList(0, 1));
        assertThat(fresh()).hasSize(1);

        harness.close();
        open(null);
        checkIns.take(offer(unlucky, null, 0), task, NOW);
        assertThat(fresh()).hasSize(1);
    }

    @Test
    void offersOfAPastEpochAreForgottenAndThoseWithoutABeaconWait() throws Exception {
        offer(3, eligible(3).subList(0, 5));
        newest = 4;
        assertThat(fresh()).hasSize(5);
        newest = -1;
        assertThat(fresh()).isEmpty();
        newest = 4;
        assertThat(fresh()).hasSize(5);
        newest = 5;
        assertThat(fresh()).isEmpty();
        newest = 4;
        assertThat(fresh()).as("they are gone for good").isEmpty();
    }

    @Test
    void aCommitteeIsOfTheNewestEpochThatHasEnoughAndProvesItself() throws Exception {
        newest = 4;
        offer(3, eligible(3).subList(0, MEMBERS));
        List<TestDevice> later = eligible(4).stream()
                .filter(device -> !eligible(3).subList(0, MEMBERS).contains(device))
                .toList();
        offer(4, later.subList(0, MEMBERS - 1));
        assertThat(drawnEpoch()).isEqualTo(3);
        offer(4, later.subList(MEMBERS - 1, MEMBERS));
        assertThat(drawnEpoch()).isEqualTo(4);
    }

    @Test
    void oneCommitteeIsUnderOneHead() throws Exception {
        List<TestDevice> devices = eligible(3);
        SignedLogHead another = log.head(at(3).atMillis() - 2);
        for (int i = 0; i < MEMBERS; i++) {
            SignedLogHead head = i == 0 ? another : head(3);
            TestDevice device = devices.get(i);
            checkIns.take(offer(device, log.eligibility(3, head, device).encode(), 0), task, NOW);
        }
        assertThat(seating.draw(task, new PlannerState(), NOW).committees()).isEmpty();
        offer(3, devices.subList(MEMBERS, MEMBERS + 1));
        assertThat(drawnEpoch()).isEqualTo(3);
    }

    @Test
    void aCommitteeTooWeakForTheLogAsItIsIsWithheldWithNumbers() throws Exception {
        offer(3, eligible(3).subList(0, MEMBERS));
        TaskConfig bolder = task.withOdds(new CommitteeOdds(0.05, 20));
        sortition.requireWithstands(bolder);
        Seating.Outcome outcome = seating.draw(bolder, new PlannerState(), NOW);
        assertThat(outcome.withheld()).isEqualTo(Withheld.COMMITTEE_UNPROVEN);
        assertThat(outcome.detail()).contains("at least 2 for 8 members drawn from 40 devices");
        assertThat(outcome.committees()).isEmpty();
        assertThat(fresh()).as("no offer is used up").hasSize(MEMBERS);
    }

    /** Draws, and checks the committee as a device would. */
    private long drawnEpoch() throws Exception {
        Seating.Outcome outcome = seating.draw(task, new PlannerState(), NOW);
        assertThat(outcome.withheld()).as(outcome.detail()).isNull();
        Seating.Committee committee = outcome.committees().get(0);
        CommitteeProof proof = CommitteeProof.decode(committee.proof());
        List<DeviceId> devices = committee.devices().stream()
                .map(device -> DeviceId.of(HexFormat.of().parseHex(device)))
                .toList();
        SortitionCheck check =
                new SortitionCheck(new OperatorVerifier(service.publicKey()), beacons, HeadWitness.signedTime(), 0.025);
        assertThat(check.check(proof, task.shape().plan().committee(), devices)).isEmpty();
        return proof.epoch();
    }

    private static Beacon at(long epoch) {
        return new Beacon(epoch, (epoch + 1) * EVERY, Digest.sha256(new byte[] {(byte) epoch}));
    }

    private SignedLogHead head(long epoch) {
        return log.head(at(epoch).atMillis() - 1);
    }

    private List<TestDevice> eligible(long epoch) {
        return log.eligible(true, at(epoch), MEMBERS);
    }

    private @Nullable CheckInFault fault(long epoch, SignedLogHead head, TestDevice device) {
        return fault(log.eligibility(epoch, head, device).encode(), device);
    }

    private @Nullable CheckInFault fault(byte @Nullable [] shown, TestDevice device) {
        return drawing.eligibility(shown == null ? null : ByteBuffer.wrap(shown), device.id(), MEMBERS)
                .fault();
    }

    private void offer(long epoch, List<TestDevice> devices) throws Exception {
        for (TestDevice device : devices) {
            byte[] shown = log.eligibility(epoch, head(epoch), device).encode();
            checkIns.take(offer(device, shown, epoch), task, NOW);
        }
    }

    private List<Offer> fresh() throws Exception {
        return checkIns.fresh(task.timing(), NOW);
    }

    private CheckIn offer(TestDevice device, byte @Nullable [] shown, long later) {
        CheckInStatement offer = new CommitteeMember(random)
                .checkIn(
                        TestRound.POPULATION,
                        device.id(),
                        device.credential().credential().digest(),
                        NOW + 3_600_000 + later);
        byte[] statement = offer.encode();
        return CheckIn.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setDeviceId(ByteBuffer.wrap(device.id().bytes()))
                .setStatement(ByteBuffer.wrap(statement))
                .setSignature(ByteBuffer.wrap(device.sign(statement)))
                .setCredential(ByteBuffer.wrap(device.credential().encode()))
                .setEligibility(shown == null ? null : ByteBuffer.wrap(shown))
                .build();
    }
}
