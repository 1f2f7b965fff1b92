package dev.tutti.secagg.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestAssertion;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.SignatureScheme;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UpdateCheckTest {
    private final Population population = new Population(5);
    private final Terms terms = Terms.of(4, 1);
    private final Round round = new Round(population, terms);
    private final TestDevice device = population.enrol();
    private final SignedUpdate update =
            round.contribute(device, round.randomSlots(new Random(1))).signed();
    private final UpdateStatement honest = update.statement();

    @Test
    void anHonestUpdatePasses() {
        assertThat(check(update)).isEmpty();
    }

    @Test
    void anotherVersionIsRefused() {
        assertThat(check(signed(statement(2, honest.announcement(), honest.base(), honest.privacy()))))
                .contains(UpdateFault.UNSUPPORTED_VERSION);
    }

    @Test
    void anUpdateCannotMoveToAnotherRoundAttemptOrCommittee() {
        for (Terms other : List.of(
                terms.withRound(new RoundId(Population.NAME, "gait", 2, 1, 0)),
                terms.withRound(new RoundId(Population.NAME, "gait", 1, 2, 0)),
                terms.withRound(new RoundId(Population.NAME, "gait", 1, 1, 1)),
                terms)) {
            Round elsewhere = new Round(population, other);
            assertThat(UpdateCheck.check(elsewhere.announcement(), update, population.trust(), Population.NOW))
                    .contains(UpdateFault.WRONG_ANNOUNCEMENT);
        }
    }

    @Test
    void aBaseThatIsNotListedIsRefused() {
        BaseModel listed = Terms.BASES.get(1);
        for (BaseModel base : List.of(
                new BaseModel(8, listed.digest(), 0),
                new BaseModel(7, Digest.zero(), 0),
                new BaseModel(7, listed.digest(), 1))) {
            assertThat(check(signed(statement(1, honest.announcement(), base, honest.privacy()))))
                    .contains(UpdateFault.WRONG_BASE);
        }
    }

    @Test
    void anotherConfigurationIsRefused() {
        PrivacyConfiguration noise = new PrivacyConfiguration(NoiseMechanism.SKELLAM, 1, 1, 1e-5);
        assertThat(check(signed(statement(1, honest.announcement(), honest.base(), noise))))
                .contains(UpdateFault.WRONG_CONFIGURATION);
    }

    @Test
    void aMissingChunkAnotherCiphertextDigestOrAShortProofIsRefused() {
        assertThat(check(signed(sized(honest.chunkDigests().subList(0, 1), null, honest.degreeProof()))))
                .contains(UpdateFault.WRONG_SIZE);
        assertThat(check(signed(sized(honest.chunkDigests(), Digest.zero(), honest.degreeProof()))))
                .contains(UpdateFault.WRONG_SIZE);
        int[][] proof = honest.degreeProof();
        proof[3] = new int[2];
        assertThat(check(signed(sized(honest.chunkDigests(), null, proof)))).contains(UpdateFault.WRONG_SIZE);
    }

    @Test
    void anUpdateOfOneDeviceUnderAnothersCredentialIsRefused() {
        TestDevice other = population.enrol();
        assertThat(check(new SignedUpdate(honest, other.sign(honest.encode()), other.credential())))
                .contains(UpdateFault.WRONG_DEVICE);
    }

    @Test
    void anotherCredentialThanTheStatementNamesIsRefused() {
        SignedCredential renewed = population.issue(device.publicKey(), Population.NOW - 10, Population.NOW + 10);
        assertThat(check(new SignedUpdate(honest, update.signature(), renewed))).contains(UpdateFault.BAD_CREDENTIAL);
    }

    @Test
    void anExpiredCredentialIsRefused() {
        assertThat(UpdateCheck.check(round.announcement(), update, population.trust(), Population.NOW + 86_400_000))
                .contains(UpdateFault.CREDENTIAL_EXPIRED);
    }

    @Test
    void aCredentialOfAnUntrustedIssuerOrPlatformIsRefused() {
        CredentialTrust stranger = new Population(6).trust();
        assertThat(UpdateCheck.check(round.announcement(), update, stranger, Population.NOW))
                .contains(UpdateFault.CREDENTIAL_UNTRUSTED);
        CredentialTrust production = CredentialTrust.of(List.of(population.issuerKey()), Set.of(), Set.of());
        assertThat(UpdateCheck.check(round.announcement(), update, production, Population.NOW))
                .contains(UpdateFault.CREDENTIAL_UNTRUSTED);
    }

    @Test
    void aDeviceThatWasRevokedIsRefused() {
        CredentialTrust trust = population.trust().withRevoked(Set.of(device.id()));
        assertThat(UpdateCheck.check(round.announcement(), update, trust, Population.NOW))
                .contains(UpdateFault.CREDENTIAL_REVOKED);
    }

    @Test
    void aCredentialForAnotherPopulationIsRefused() {
        SignedCredential elsewhere = population.issueElsewhere(device.publicKey());
        assertThat(check(under(elsewhere, SignatureScheme.ECDSA_P256_SHA256_DER, device::sign)))
                .contains(UpdateFault.CREDENTIAL_ELSEWHERE);
    }

    @Test
    void anAppleKeySignsByAssertionAndInNoOtherWay() {
        SignedCredential apple = population.issue(device.publicKey(), Platform.APPLE);
        UnaryOperator<byte[]> assertion = statement -> TestAssertion.over(device, statement);
        assertThat(check(under(apple, SignatureScheme.APPLE_ASSERTION, assertion)))
                .isEmpty();
        assertThat(check(under(apple, SignatureScheme.APPLE_ASSERTION, device::sign)))
                .contains(UpdateFault.BAD_SIGNATURE);
        assertThat(check(under(apple, SignatureScheme.ECDSA_P256_SHA256_DER, device::sign)))
                .contains(UpdateFault.BAD_SIGNATURE);
        assertThat(check(under(device.credential(), SignatureScheme.APPLE_ASSERTION, assertion)))
                .contains(UpdateFault.BAD_SIGNATURE);
    }

    /** The honest update under another credential of its device. */
    private SignedUpdate under(SignedCredential credential, SignatureScheme scheme, UnaryOperator<byte[]> signing) {
        UpdateStatement statement = new UpdateStatement(
                honest.protocolVersion(),
                honest.announcement(),
                honest.device(),
                honest.upload(),
                honest.base(),
                credential.credential().digest(),
                scheme,
                honest.chunkDigests(),
                honest.ciphertextDigest(),
                honest.shareRoot(),
                honest.degreeProof(),
                honest.encoding(),
                honest.privacy());
        return new SignedUpdate(statement, signing.apply(statement.encode()), credential);
    }

    @Test
    void anythingSignedByAnotherKeyIsRefused() {
        assertThat(check(new SignedUpdate(honest, population.enrol().sign(honest.encode()), update.credential())))
                .contains(UpdateFault.BAD_SIGNATURE);
        assertThat(check(new SignedUpdate(honest, new byte[] {1}, update.credential())))
                .contains(UpdateFault.BAD_SIGNATURE);
    }

    @Test
    void theSignatureCoversTheProofAndTheShares() {
        int[][] proof = honest.degreeProof();
        proof[0][0] ^= 1;
        UpdateStatement touched = sized(honest.chunkDigests(), null, proof);
        assertThat(check(new SignedUpdate(touched, update.signature(), update.credential())))
                .contains(UpdateFault.BAD_SIGNATURE);
    }

    private Optional<UpdateFault> check(SignedUpdate changed) {
        return UpdateCheck.check(round.announcement(), changed, population.trust(), Population.NOW);
    }

    private SignedUpdate signed(UpdateStatement statement) {
        return new SignedUpdate(statement, device.sign(statement.encode()), device.credential());
    }

    private UpdateStatement statement(int version, Digest announcement, BaseModel base, PrivacyConfiguration privacy) {
        return new UpdateStatement(
                version,
                announcement,
                honest.device(),
                honest.upload(),
                base,
                honest.credentialHash(),
                honest.scheme(),
                honest.chunkDigests(),
                honest.ciphertextDigest(),
                honest.shareRoot(),
                honest.degreeProof(),
                honest.encoding(),
                privacy);
    }

    private UpdateStatement sized(List<Digest> chunks, @Nullable Digest ciphertext, int[][] proof) {
        return new UpdateStatement(
                honest.protocolVersion(),
                honest.announcement(),
                honest.device(),
                honest.upload(),
                honest.base(),
                honest.credentialHash(),
                honest.scheme(),
                chunks,
                ciphertext == null ? UpdateStatement.ciphertextDigest(chunks) : ciphertext,
                honest.shareRoot(),
                proof,
                honest.encoding(),
                honest.privacy());
    }
}
