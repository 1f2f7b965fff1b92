package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
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
                            .isPresent())
                    .isEqualTo(sealing == rounds);
        }
    }

    @Test
    void anOfferThatHasRunOutOrIsForOthersIsNotTaken() {
        CheckInStatement offer = offer(ShareSealing.HPKE_X25519);
        assertThat(check(offer).orElseThrow().statement()).isEqualTo(offer);
        CheckInStatement forOthers = new CommitteeMember(ShareSealing.HPKE_X25519, random)
                .checkIn(
                        "other/population",
                        device.id(),
                        device.credential().credential().digest(),
                        NOW + 60_000);
        assertThat(check(forOthers)).isEmpty();
        assertThat(CheckInCheck.check(record(offer), TestRound.task(), trust, offer.expiresAtMillis()))
                .isEmpty();
    }

    private Optional<SignedCheckIn> check(CheckInStatement offer) {
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
