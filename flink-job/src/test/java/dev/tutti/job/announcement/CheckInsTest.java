package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Announcements hold the offers of those seated for all to read: said again, they must not become anybody's seat. */
class CheckInsTest {
    private static final long NOW = TestRound.OPENS;

    private final SecureRandom random = new SecureRandom();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(random));
    private final TestDevice device = new TestDevice(issuer, NOW);
    private KeyedOneInputStreamOperatorTestHarness<String, String, String> harness;

    @SuppressWarnings("NullAway.Init") // by the holder, when the harness opens
    private CheckIns checkIns;

    /** Gives the offers a key to live under. */
    private final class Holder extends KeyedProcessFunction<String, String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) {
            checkIns = new CheckIns(getRuntimeContext(), CredentialTrust.forDevelopment(issuer.publicKey()), null);
        }

        @Override
        public void processElement(String value, Context ctx, Collector<String> out) {}
    }

    @BeforeEach
    void aPopulation() throws Exception {
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Holder()), value -> value, Types.STRING);
        harness.open();
        harness.processElement(TestRound.POPULATION, 0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void anOfferThatWasSeatedIsNotTakenAgain() throws Exception {
        CheckIn first = offer(NOW + 3_600_000);
        assertThat(fresh(first)).hasSize(1);
        checkIns.seat(List.of(device.id().hex()));
        assertThat(fresh(first)).isEmpty();
        CheckIn second = offer(NOW + 3_600_001);
        assertThat(fresh(second)).hasSize(1);
    }

    @Test
    void anOlderOfferDoesNotTakeTheFreshOnesPlace() throws Exception {
        CheckIn old = offer(NOW + 3_600_000);
        CheckIn fresh = offer(NOW + 3_700_000);
        fresh(old);
        fresh(fresh);
        fresh(old);
        List<SignedCheckIn> seated = checkIns.seat(List.of(device.id().hex()));
        assertThat(seated.get(0).statement().encode())
                .isEqualTo(fresh.getStatement().array());
    }

    @Test
    void anotherDevicesKeysAreNoOffer() throws Exception {
        TestDevice thief = new TestDevice(issuer, NOW);
        CheckInStatement honest = statement(device, NOW + 3_600_000);
        assertThat(fresh(signed(device, honest))).hasSize(1);
        for (boolean sealing : new boolean[] {true, false}) {
            CheckInStatement own = statement(thief, NOW + 3_600_000);
            CheckInStatement taken = new CheckInStatement(
                    own.population(),
                    own.device(),
                    sealing ? honest.sealingKey() : own.sealingKey(),
                    sealing ? own.votingKey() : honest.votingKey(),
                    own.expiresAtMillis(),
                    own.credentialHash());
            assertThat(fresh(signed(thief, taken))).hasSize(1);
        }
        assertThat(fresh(signed(thief, statement(thief, NOW + 3_600_000)))).hasSize(2);
    }

    @Test
    void whatIsSeatedOrReplacedLeavesNoKeyBehind() throws Exception {
        fresh(offer(NOW + 3_600_000));
        fresh(offer(NOW + 3_700_000));
        assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
        checkIns.seat(List.of(device.id().hex()));
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }

    @Test
    void nothingIsKeptOfOffersThatExpired() throws Exception {
        checkIns.take(offer(NOW + 3_600_000), TestRound.task(), NOW);
        checkIns.sweep(NOW + 3_599_999);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
        checkIns.sweep(NOW + 3_600_000);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    private List<Offer> fresh(CheckIn said) throws Exception {
        checkIns.take(said, TestRound.task(), NOW);
        return checkIns.fresh(new RoundTiming(10_000, 200, 5_000, 5_000, 10_000, 20_000), NOW);
    }

    private CheckIn offer(long expires) {
        return signed(device, statement(device, expires));
    }

    private CheckInStatement statement(TestDevice device, long expires) {
        return new CommitteeMember(random)
                .checkIn(
                        TestRound.POPULATION,
                        device.id(),
                        device.credential().credential().digest(),
                        expires);
    }

    private static CheckIn signed(TestDevice device, CheckInStatement offer) {
        byte[] statement = offer.encode();
        return CheckIn.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setDeviceId(ByteBuffer.wrap(device.id().bytes()))
                .setStatement(ByteBuffer.wrap(statement))
                .setSignature(ByteBuffer.wrap(device.sign(statement)))
                .setCredential(ByteBuffer.wrap(device.credential().encode()))
                .build();
    }
}
