package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.ForgedHeader;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import dev.tutti.secagg.update.UpdateFault;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator fills a cohort with contributors that are not there: devices nobody enrolled, many ids of one enrolled
 * device, or real devices in whose name it signs. It knows what it encoded for them, takes that off the opened sum, and
 * has the victim's update. So every header is checked by every member, not by the job alone.
 */
final class FakeContributorsTest {
    private final Population population = new Population(61);
    private final TestDevice victim = population.enrol();
    private final TestDevice operators = population.enrol();

    @ParameterizedTest
    @EnumSource(names = {"CREDENTIAL_UNTRUSTED", "WRONG_DEVICE", "BAD_SIGNATURE"})
    void fakesThatPassForDevicesWouldLeaveTheVictimAlone(UpdateFault missing) {
        Round round = round(CarelessMember.blindTo().believing(missing)::member);
        List<MaskedUpdate> cohort = cohort(round, missing);
        long[] sum = Opening.of(round, cohort, round.open(round.certify(cohort)));
        assertThat(Opening.without(sum, known(round, 1), known(round, 2))).containsExactly(known(round, 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"CREDENTIAL_UNTRUSTED", "WRONG_DEVICE", "BAD_SIGNATURE"})
    void fakesAreRefusedByEveryMemberForWhatTheyAre(UpdateFault reason) {
        Round round = round(CommitteeMember::new);
        List<MaskedUpdate> cohort = cohort(round, reason);
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(round.askToVote(seat, cohort)).isEqualTo(new VoteDecision.Refused(RefusalReason.BAD_UPDATE));
        }
        List<UpdateFault> faults = new ArrayList<>();
        for (MaskedUpdate update : cohort) {
            UpdateCheck.check(round.announcement(), update.signed(), population.trust(), Population.NOW)
                    .ifPresent(faults::add);
        }
        assertThat(faults).containsExactly(reason, reason);
    }

    private Round round(Function<SecureRandom, CommitteeMember> kind) {
        return new Round(population, Terms.of(4, 1), seat -> kind.apply(population.random()));
    }

    private List<MaskedUpdate> cohort(Round round, UpdateFault kind) {
        return Round.sorted(List.of(
                round.contribute(victim, round.randomSlots(new Random(0))),
                fake(round, kind, 1),
                fake(round, kind, 2)));
    }

    private MaskedUpdate fake(Round round, UpdateFault kind, int values) {
        int[] slots = round.randomSlots(new Random(values));
        return switch (kind) {
            case CREDENTIAL_UNTRUSTED -> round.contribute(new Population(600 + values).enrol(), slots);
            case WRONG_DEVICE -> underAMadeUpId(round, slots, values);
            default -> inTheNameOf(population.enrol(), round, slots);
        };
    }

    /** The operator's one device under an id of its own making, signed with that device's key. */
    private MaskedUpdate underAMadeUpId(Round round, int[] slots, int id) {
        KeyCredential real = operators.credential().credential();
        KeyCredential madeUp = new KeyCredential(
                DeviceId.ofPublicKey(new byte[] {(byte) id}),
                real.population(),
                real.publicKey(),
                real.platform(),
                real.level(),
                real.issuedAtMillis(),
                real.expiresAtMillis(),
                real.evidenceHash(),
                real.policyVersion());
        SignedCredential unsigned =
                new SignedCredential(madeUp, operators.credential().issuerSignature());
        MaskedUpdate update = prepare(round, unsigned, slots, operators);
        UpdateStatement statement =
                ForgedHeader.like(update).credentialOf(operators).statement();
        SignedUpdate signed = new SignedUpdate(statement, operators.sign(statement.encode()), operators.credential());
        return new MaskedUpdate(signed, update.chunks(), update.sealedShares());
    }

    /** A real device's credential is public; its key is not, so the operator signs with its own. */
    private MaskedUpdate inTheNameOf(TestDevice device, Round round, int[] slots) {
        return prepare(round, device.credential(), slots, new StatementSigner() {
            @Override
            public byte[] publicKey() {
                return device.publicKey();
            }

            @Override
            public byte[] sign(byte[] message) {
                return operators.sign(message);
            }
        });
    }

    private MaskedUpdate prepare(Round round, SignedCredential credential, int[] slots, StatementSigner signer) {
        return Contribution.prepare(
                round.announcement(),
                credential,
                UploadId.random(population.random()),
                Terms.BASES.get(1),
                slots,
                signer,
                population.random());
    }

    private static long[] known(Round round, int values) {
        return Opening.parameters(round, round.randomSlots(new Random(values)));
    }
}
