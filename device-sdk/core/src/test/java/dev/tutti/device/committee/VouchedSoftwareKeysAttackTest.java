package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.LoggedLines;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestTokens;
import dev.tutti.device.fixture.VouchedKey;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.enrolment.Dossier;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An operator that holds the real enrolment key: it issues n_min − 1 credentials for keys in its own memory, contributes
 * what it knows with each, and takes that off the opened sum. Credentials and signatures are all in order, so only who
 * looks at the evidence itself sees it. Of n contributors only one is real, so of the 16 that a member draws at least 15
 * are not (all but one of fewer): no member that looks can miss it.
 */
final class VouchedSoftwareKeysAttackTest {
    private static final int COHORT = 6;

    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final TestTokens tokens = new TestTokens(operator, network, clock);
    private final VouchedKey victim = tokens.enrol();
    private final SignedModel model = operator.publishNext();
    private final Path directory;

    VouchedSoftwareKeysAttackTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource(Vouching.class)
    void withoutTheCheckTheVictimsUpdateIsLeftOver(Vouching vouching) {
        try (FourDecryptors committee = committee(rules().without(vouching.fault))) {
            OpenRound round = announce(committee);
            List<MaskedUpdate> cohort = cohort(round, fakes(vouching));
            committee.ask(round, cohort);
            assertThat(committee.refusals()).isEmpty();

            long[] left = committee.open(round, cohort).parameters().clone();
            for (int i = 1; i < COHORT; i++) {
                long[] known = TestDevice.encoded(TestDevice.trained(model, i), round.terms());
                Arrays.setAll(left, at -> left[at] - known[at]);
            }
            assertThat(left).isEqualTo(TestDevice.encoded(TestDevice.trained(model, 0), round.terms()));
        }
    }

    @ParameterizedTest
    @EnumSource(Vouching.class)
    void withTheCheckNobodyVotes(Vouching vouching) {
        try (LoggedLines logged = LoggedLines.of("dev.tutti.device.committee");
                FourDecryptors committee = committee(rules())) {
            OpenRound round = announce(committee);
            committee.ask(round, cohort(round, fakes(vouching)));

            assertThat(committee.votes()).isEmpty();
            assertThat(committee.refusals()).hasSize(TestOperator.MEMBERS).containsOnly(vouching.fault.name());
            assertThat(logged.seen())
                    .filteredOn(line -> line.contains("refused to vote"))
                    .hasSize(TestOperator.MEMBERS)
                    .allSatisfy(line -> assertThat(line).contains(vouching.found));
        }
    }

    @Test
    void devicesWithDossiersOfTheirOwnAreVotedFor() {
        List<Enclave> honest = new ArrayList<>();
        for (int i = 1; i < COHORT; i++) {
            honest.add(tokens.enrol());
        }
        try (FourDecryptors committee = committee(rules())) {
            OpenRound round = announce(committee);
            List<MaskedUpdate> cohort = cohort(round, honest);
            committee.ask(round, cohort);
            assertThat(committee.refusals()).isEmpty();
            assertThat(committee.open(round, cohort).count()).isEqualTo(COHORT);
        }
    }

    /** What the operator says its keys showed. */
    private enum Vouching {
        /** Something that nobody can see. */
        NOTHING(DutyFault.DOSSIER_MISSING, "no such artifact"),
        /** A token that nobody has seen. */
        AN_UNKNOWN_TOKEN(DutyFault.DOSSIER_REFUSED, "EVIDENCE_REFUSED"),
        /** What the victim showed. */
        THE_VICTIMS(DutyFault.DOSSIER_REFUSED, "KEY_MISMATCH"),
        /** What the key showed to enrol elsewhere. */
        ANOTHER_POPULATIONS(DutyFault.DOSSIER_REFUSED, "POPULATION_MISMATCH"),
        /** Bytes of no kind. */
        GARBAGE(DutyFault.DOSSIER_REFUSED, "unreadable");

        private final DutyFault fault;
        private final String found;

        Vouching(DutyFault fault, String found) {
            this.fault = fault;
            this.found = found;
        }
    }

    private List<Enclave> fakes(Vouching vouching) {
        List<Enclave> fakes = new ArrayList<>();
        for (int i = 1; i < COHORT; i++) {
            SoftwareEnclave key = operator.enrol();
            fakes.add(tokens.vouchFor(
                    key,
                    switch (vouching) {
                        case NOTHING -> Digest.sha256(key.publicKey());
                        case AN_UNKNOWN_TOKEN ->
                            tokens.store(TestTokens.dossier(TestOperator.POPULATION, key.publicKey()));
                        case THE_VICTIMS -> victim.credential().credential().evidenceHash();
                        case ANOTHER_POPULATIONS -> tokens.store(TestTokens.dossier("keyboard/en", key.publicKey()));
                        case GARBAGE -> garbage(key);
                    }));
        }
        return fakes;
    }

    private Digest garbage(SoftwareEnclave key) {
        Digest hash = Digest.sha256(key.publicKey());
        network.store(Dossier.path(hash), key.publicKey());
        return hash;
    }

    private DecryptorRules rules() {
        return operator.rules(operator.trust(
                CommitteeChoice.byTheOperator(), RevokedDevices.none(), SpotChecks.under(tokens.policy())));
    }

    private FourDecryptors committee(DecryptorRules rules) {
        return new FourDecryptors(operator, network, clock, rules, directory);
    }

    private OpenRound announce(FourDecryptors committee) {
        Announcement terms =
                Terms.withLimits(operator.terms(1, 1, committee.checkIns()), new CohortLimits(COHORT, 16, 1));
        return new OpenRound(terms, terms.digest());
    }

    private List<MaskedUpdate> cohort(OpenRound round, List<Enclave> others) {
        List<Enclave> contributors = new ArrayList<>(List.of(victim));
        contributors.addAll(others);
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
