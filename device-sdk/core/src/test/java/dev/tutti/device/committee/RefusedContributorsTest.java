package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.LoggedLines;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestRevocations;
import dev.tutti.device.fixture.TestTokens;
import dev.tutti.device.fixture.VouchedKey;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One contributor that is not what its credential makes of it spoils the cohort for every decryptor that is shown it, and
 * the device's own log says which and why. What such contributors are good for when nobody looks is the secagg module's
 * {@code FakeContributorsTest}.
 */
final class RefusedContributorsTest {
    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final TestTokens tokens = new TestTokens(operator, network, clock);
    private final TestRevocations revocations = new TestRevocations(clock);
    private final SignedModel model = operator.publishNext();
    private final Path directory;

    RefusedContributorsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource(Contributor.class)
    void everyDecryptorRefusesTheCohortWithItsReason(Contributor kind) {
        Enclave bad = contributor(kind);
        try (LoggedLines logged = LoggedLines.of("dev.tutti.device.committee");
                FourDecryptors committee = committee(revocations.listed())) {
            OpenRound round = announce(committee);
            committee.ask(round, cohort(round, List.of(operator.enrol(), operator.enrol(), bad)));

            assertThat(committee.votes()).isEmpty();
            assertThat(committee.refusals()).hasSize(TestOperator.MEMBERS).containsOnly("BAD_UPDATE");
            assertThat(logged.seen())
                    .filteredOn(line -> line.contains("refused to vote"))
                    .hasSize(TestOperator.MEMBERS)
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "of device " + bad.credential().credential().device() + ": " + kind.why));
        }
    }

    @Test
    void withoutThemTheSameDecryptorsVote() {
        try (FourDecryptors committee = committee(revocations.listed())) {
            OpenRound round = announce(committee);
            committee.ask(round, cohort(round, List.of(operator.enrol(), operator.enrol())));
            assertThat(committee.votes()).hasSize(TestOperator.MEMBERS);
        }
    }

    @Test
    void whoKeepsNoListVotesForTheRevoked() {
        Enclave stolen = contributor(Contributor.REVOKED);
        try (FourDecryptors committee = committee(RevokedDevices.none())) {
            OpenRound round = announce(committee);
            committee.ask(round, cohort(round, List.of(operator.enrol(), stolen)));
            assertThat(committee.votes()).hasSize(TestOperator.MEMBERS);
        }
    }

    @Test
    void withoutAListThatIsYoungEnoughNobodyVotes() {
        try (FourDecryptors committee = committee(revocations.listed())) {
            OpenRound round = announce(committee);
            clock.advance(TestRevocations.MAX_AGE.plusMillis(1));
            List<MaskedUpdate> cohort = cohort(round, List.of(operator.enrol(), operator.enrol()));
            committee.ask(round, cohort);
            assertThat(committee.refusals())
                    .hasSize(TestOperator.MEMBERS)
                    .containsOnly(DutyFault.REVOCATIONS_UNKNOWN.name());

            revocations.renew();
            committee.ask(round, cohort);
            assertThat(committee.votes()).hasSize(TestOperator.MEMBERS);
        }
    }

    @Test
    void aDeviceRevokedAfterItContributedIsRefusedAtTheVote() {
        SoftwareEnclave stolen = operator.enrol();
        try (FourDecryptors committee = committee(revocations.listed())) {
            OpenRound round = announce(committee);
            List<MaskedUpdate> cohort = cohort(round, List.of(operator.enrol(), stolen));
            revocations.revoke(stolen.credential().credential().device());
            committee.ask(round, cohort);
            assertThat(committee.refusals()).hasSize(TestOperator.MEMBERS).containsOnly("BAD_UPDATE");
        }
    }

    @Test
    void aDecryptorDoesNotSitBesideARevokedMember() {
        try (LoggedLines logged = LoggedLines.of("dev.tutti.device.committee");
                FourDecryptors committee = committee(revocations.listed())) {
            OpenRound round = announce(committee);
            revocations.revoke(committee.checkIns().get(2).statement().device());
            committee.ask(round, cohort(round, List.of(operator.enrol(), operator.enrol())));
            assertThat(committee.refusals()).hasSize(TestOperator.MEMBERS).containsOnly("BAD_COMMITTEE");
            assertThat(logged.seen())
                    .filteredOn(line -> line.contains("refused to vote"))
                    .allSatisfy(line -> assertThat(line).contains("seat 3, REVOKED"));
        }
    }

    /** Who should not be in a cohort. */
    private enum Contributor {
        /** Nobody enrolled it. */
        INVENTED("CREDENTIAL_UNTRUSTED"),
        /** One of many names of a device that was enrolled once. */
        UNDER_A_MADE_UP_ID("WRONG_DEVICE"),
        /** Its owner had it revoked. */
        REVOKED("CREDENTIAL_REVOKED"),
        /** It was enrolled to speak elsewhere. */
        OF_ANOTHER_POPULATION("CREDENTIAL_ELSEWHERE"),
        /** Its credential is for the key in its hardware; what signs is another key. */
        WITH_A_SWAPPED_KEY("BAD_SIGNATURE");

        private final String why;

        Contributor(String why) {
            this.why = why;
        }
    }

    private Enclave contributor(Contributor kind) {
        SoftwareEnclave key = operator.enrol();
        return switch (kind) {
            case INVENTED -> new TestOperator(new Network(), clock).enrol();
            case UNDER_A_MADE_UP_ID -> renamed(key);
            case REVOKED -> {
                revocations.revoke(key.credential().credential().device());
                yield key;
            }
            case OF_ANOTHER_POPULATION -> tokens.vouchFor(key, "keyboard/en", Digest.zero());
            case WITH_A_SWAPPED_KEY ->
                new VouchedKey(operator.enrol(), tokens.enrol().credential());
        };
    }

    private static Enclave renamed(SoftwareEnclave key) {
        KeyCredential real = key.credential().credential();
        KeyCredential madeUp = new KeyCredential(
                DeviceId.ofPublicKey(new byte[] {1}),
                real.population(),
                real.publicKey(),
                real.platform(),
                real.level(),
                real.issuedAtMillis(),
                real.expiresAtMillis(),
                real.evidenceHash(),
                real.policyVersion());
        return new VouchedKey(key, new SignedCredential(madeUp, key.credential().issuerSignature()));
    }

    private FourDecryptors committee(RevokedDevices revoked) {
        return new FourDecryptors(
                operator,
                network,
                clock,
                operator.rules(operator.trust(CommitteeChoice.byTheOperator(), revoked, SpotChecks.none())),
                directory);
    }

    private OpenRound announce(FourDecryptors committee) {
        Announcement terms = operator.terms(1, 1, committee.checkIns());
        return new OpenRound(terms, terms.digest(), Optional.empty());
    }

    private List<MaskedUpdate> cohort(OpenRound round, List<? extends Enclave> contributors) {
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < contributors.size(); i++) {
            Path state = directory.resolve("contributor " + i);
            try (TestDevice device = TestDevice.of(contributors.get(i), state, clock)) {
                updates.add(device.mask(TestDevice.trained(model, i), round));
            }
        }
        return TestDevice.sorted(updates);
    }
}
