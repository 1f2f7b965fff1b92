package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.testing.CountedMetrics;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.ShareSealing;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckInCheckTest {
    private static final long NOW = TestRound.OPENS;

    private final SecureRandom random = new SecureRandom();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(random));
    private final CredentialTrust trust = CredentialTrust.forDevelopment(issuer.publicKey());
    private final TestDevice device = new TestDevice(issuer, NOW);

    /** Seated, a key of another kind would make the announcement one that cannot be. */
    @ParameterizedTest
    @EnumSource(ShareSealing.class)
    void anOfferIsTakenOnlyWhenRoundsAreSealedToSuchKeys(ShareSealing sealing) {
        for (ShareSealing rounds : ShareSealing.values()) {
            TaskConfig task = TestRound.task(TestRound.shape().withSealing(rounds));
            assertThat(CheckInCheck.check(record(offer(sealing)), task, trust, NOW)
                            .fault())
                    .isEqualTo(sealing == rounds ? null : CheckInFault.WRONG_SEALING);
        }
    }

    /** Every device would refuse a committee with it, and one device could so keep every round from happening. */
    @Test
    void anOfferWithAKeyThatNothingCanBeSealedToIsNotTaken() {
        CheckInStatement offer = offer(ShareSealing.HPKE_X25519);
        byte[] smallOrder = new byte[32];
        smallOrder[0] = 1;
        assertThat(check(new CheckInStatement(
                                offer.population(),
                                offer.device(),
                                smallOrder,
                                offer.votingKey(),
                                offer.expiresAtMillis(),
                                offer.credentialHash()))
                        .fault())
                .isEqualTo(CheckInFault.UNUSABLE_KEY);
    }

    /** By a clock a year ahead: taken, nothing of that device would be newer for a year. */
    @Test
    void anOfferThatStandsForMoreThanADayIsNotTaken() {
        long longest = NOW + CheckInCheck.LONGEST.toMillis();
        for (long expires : new long[] {longest, longest + 1}) {
            CheckInStatement offer = new CommitteeMember(ShareSealing.HPKE_X25519, random)
                    .checkIn(
                            TestRound.POPULATION,
                            device.id(),
                            device.credential().credential().digest(),
                            expires);
            assertThat(check(offer).fault()).isEqualTo(expires == longest ? null : CheckInFault.STANDS_TOO_LONG);
        }
    }

    @Test
    void anOfferThatHasRunOutOrIsForOthersIsNotTaken() {
        CheckInStatement offer = offer(ShareSealing.HPKE_X25519);
        assertThat(Objects.requireNonNull(check(offer).offer()).statement()).isEqualTo(offer);
        CheckInStatement forOthers = new CommitteeMember(ShareSealing.HPKE_X25519, random)
                .checkIn(
                        "other/population",
                        device.id(),
                        device.credential().credential().digest(),
                        NOW + 60_000);
        assertThat(check(forOthers).fault()).isEqualTo(CheckInFault.WRONG_POPULATION);
        assertThat(CheckInCheck.check(record(offer), TestRound.task(), trust, offer.expiresAtMillis())
                        .fault())
                .isEqualTo(CheckInFault.EXPIRED);
    }

    @Test
    void eachFaultHasItsOwnNameAndCount() {
        CheckInStatement offer = offer(ShareSealing.HPKE_X25519);
        TestDevice other = new TestDevice(issuer, NOW);
        TestDevice stranger = new TestDevice(new CredentialIssuer(OperatorKey.generate(random)), NOW);
        TestDevice early = new TestDevice(issuer, NOW + 3_600_000);
        CheckIn spoilt = record(offer);
        spoilt.setStatement(ByteBuffer.wrap(new byte[5]));
        CheckIn borrowed = record(offer);
        borrowed.setCredential(ByteBuffer.wrap(other.credential().encode()));
        // The key that signs is not the one that was attested.
        CheckIn swapped = record(offer);
        swapped.setSignature(ByteBuffer.wrap(other.sign(offer.encode())));
        Map<CheckIn, CheckInFault> faults = Map.of(
                spoilt,
                CheckInFault.MALFORMED,
                borrowed,
                CheckInFault.WRONG_DEVICE,
                record(stranger),
                CheckInFault.CREDENTIAL_UNTRUSTED,
                record(early),
                CheckInFault.CREDENTIAL_EXPIRED,
                swapped,
                CheckInFault.BAD_SIGNATURE);
        CountedMetrics metrics = new CountedMetrics();
        CheckInCounters counters = new CheckInCounters(metrics);
        faults.forEach((said, fault) -> {
            assertThat(CheckInCheck.check(said, TestRound.task(), trust, NOW).fault())
                    .isEqualTo(fault);
            counters.refused(fault);
            counters.refused(fault);
        });
        assertThat(metrics.counts())
                .hasSize(faults.size())
                .containsEntry("round.reason.BAD_SIGNATURE.refusedCheckIns", 2L);
    }

    private CheckIn record(TestDevice of) {
        CheckInStatement offer = new CommitteeMember(ShareSealing.HPKE_X25519, random)
                .checkIn(
                        TestRound.POPULATION,
                        of.id(),
                        of.credential().credential().digest(),
                        NOW + 60_000);
        CheckIn record = record(offer);
        record.setDeviceId(ByteBuffer.wrap(of.id().bytes()));
        record.setSignature(ByteBuffer.wrap(of.sign(offer.encode())));
        record.setCredential(ByteBuffer.wrap(of.credential().encode()));
        return record;
    }

    private CheckInCheck.Verdict check(CheckInStatement offer) {
        return CheckInCheck.check(record(offer), TestRound.task(), trust, NOW);
    }

    private CheckInStatement offer(ShareSealing sealing) {
        return new CommitteeMember(sealing, random)
                .checkIn(
                        TestRound.POPULATION,
                        device.id(),
                        device.credential().credential().digest(),
                        NOW + 60_000);
    }

    private CheckIn record(CheckInStatement offer) {
        byte[] statement = offer.encode();
        return CheckIn.newBuilder()
                .setPopulation(offer.population())
                .setDeviceId(ByteBuffer.wrap(device.id().bytes()))
                .setStatement(ByteBuffer.wrap(statement))
                .setSignature(ByteBuffer.wrap(device.sign(statement)))
                .setCredential(ByteBuffer.wrap(device.credential().encode()))
                .build();
    }
}
