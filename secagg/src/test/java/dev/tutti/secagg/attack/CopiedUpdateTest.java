package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.ComplaintTally;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.fixture.ForgedHeader;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Two enrolled devices of the operator send the victim's ciphertext, its sealed shares and its proof as their own, under
 * their own signatures; or, so that the copies do not look alike, with a known number added to the ciphertext. The cohort
 * has n_min distinct contributors in order, and opens to three times the victim's update. So a share is sealed, and its
 * proof challenged, under the device and the ciphertext it belongs to.
 */
final class CopiedUpdateTest {
    /** A coefficient behind the control slots, and what is added to it: one unit of its lowest slot. */
    private static final int TOUCHED = 100;

    private final Population population = new Population(81);
    private final TestDevice victim = population.enrol();
    private final List<TestDevice> operators = List.of(population.enrol(), population.enrol());
    private Digest victimsCiphertext = Digest.zero();

    @Test
    void sharesThatWereNotSealedToADeviceWouldOpenToTheVictimsUpdateAlone() {
        Round round = round(this::asTheVictims);
        int[] slots = round.randomSlots(new Random(82));
        List<MaskedUpdate> cohort = cohort(round, slots, UnaryOperator.identity());
        long[] sum = Opening.of(round, cohort, round.open(round.certify(cohort)));
        Arrays.setAll(sum, i -> sum[i] / 3);
        assertThat(sum).containsExactly(Opening.parameters(round, slots));
    }

    @Test
    void norWouldItHelpThatTheCopiesDifferIfSharesWereNotSealedToACiphertext() {
        Round round = round(this::asTheVictimsDownToTheCiphertext);
        int[] slots = round.randomSlots(new Random(82));
        List<MaskedUpdate> cohort = cohort(round, slots, chunks -> touched(round, chunks));
        long[] sum = Opening.of(round, cohort, round.open(round.certify(cohort)));
        int parameter = firstParameterOfCoefficient(round, TOUCHED);
        sum[parameter] -= 2;
        Arrays.setAll(sum, i -> sum[i] / 3);
        assertThat(sum).containsExactly(Opening.parameters(round, slots));
    }

    @Test
    void copiesConvictTheirSendersWhereSharesAreSealedToTheirDevice() {
        assertThatNobodyOpensCopies(new Round(population, Terms.of(4, 1)), UnaryOperator.identity());
        assertThatNobodyOpensCopies(
                round(CarelessMember.blindTo().challengingUnder(this::asTheVictims)), UnaryOperator.identity());
    }

    @Test
    void copiesConvictTheirSendersWhereProofsAreChallengedForTheirDevice() {
        assertThatNobodyOpensCopies(
                round(CarelessMember.blindTo().openingUnder(this::asTheVictims)), UnaryOperator.identity());
    }

    @Test
    void changedCopiesConvictTheirSendersWhereSharesAreSealedToTheirCiphertext() {
        CarelessMember careless = CarelessMember.blindTo()
                .openingUnder(this::asTheVictims)
                .challengingUnder(this::asTheVictimsDownToTheCiphertext);
        Round round = round(careless);
        assertThatNobodyOpensCopies(round, chunks -> touched(round, chunks));
    }

    @Test
    void changedCopiesConvictTheirSendersWhereProofsAreChallengedForTheirCiphertext() {
        CarelessMember careless = CarelessMember.blindTo()
                .openingUnder(this::asTheVictimsDownToTheCiphertext)
                .challengingUnder(this::asTheVictims);
        Round round = round(careless);
        assertThatNobodyOpensCopies(round, chunks -> touched(round, chunks));
    }

    private void assertThatNobodyOpensCopies(Round round, UnaryOperator<List<byte[]>> change) {
        List<MaskedUpdate> cohort = cohort(round, round.randomSlots(new Random(82)), change);
        QuorumCertificate certificate = round.certify(cohort);
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(round.member(seat).open(certificate))
                    .isEqualTo(new OpenDecision.Refused(RefusalReason.COMPLAINED));
        }
        assertThat(new ComplaintTally(certificate.votes(), 1).guilty())
                .containsExactlyInAnyOrder(
                        operators.get(0).id(), operators.get(1).id());
    }

    /** Members told under which device and ciphertext to open; as they are, everybody's own. */
    private Round round(UnaryOperator<ShareBinding> told) {
        return round(CarelessMember.blindTo().openingUnder(told).challengingUnder(told));
    }

    private Round round(CarelessMember careless) {
        return new Round(population, Terms.of(4, 1), seat -> careless.member(population.random()));
    }

    private ShareBinding asTheVictimsDownToTheCiphertext(ShareBinding binding) {
        return of(binding, victim.id(), victimsCiphertext);
    }

    private ShareBinding asTheVictims(ShareBinding binding) {
        return of(binding, victim.id(), binding.ciphertextDigest());
    }

    private List<MaskedUpdate> cohort(Round round, int[] slots, UnaryOperator<List<byte[]>> change) {
        MaskedUpdate victims = round.contribute(victim, slots);
        victimsCiphertext = victims.signed().statement().ciphertextDigest();
        return Round.sorted(
                List.of(victims, copy(operators.get(0), victims, change), copy(operators.get(1), victims, change)));
    }

    private MaskedUpdate copy(TestDevice device, MaskedUpdate victims, UnaryOperator<List<byte[]>> change) {
        List<byte[]> chunks = change.apply(victims.chunks());
        UpdateStatement statement = ForgedHeader.like(victims)
                .from(device)
                .upload(UploadId.random(population.random()))
                .over(chunks)
                .statement();
        SignedUpdate signed = new SignedUpdate(statement, device.sign(statement.encode()), device.credential());
        return new MaskedUpdate(signed, chunks, victims.sealedShares());
    }

    private static ShareBinding of(ShareBinding binding, DeviceId device, Digest ciphertext) {
        return new ShareBinding(binding.announcement(), binding.round(), device, binding.memberIndex(), ciphertext);
    }

    /** The first chunk with one more in a coefficient. */
    private static List<byte[]> touched(Round round, List<byte[]> chunks) {
        RingParameters ring = round.announcement().ring();
        long[] coefficients = new long[PolynomialPacking.count(chunks.get(0), ring)];
        Arrays.setAll(coefficients, i -> CoefficientPacking.get(chunks.get(0), i, ring.coefficientBits()));
        coefficients[TOUCHED] = (coefficients[TOUCHED] + 1) % ring.modulus();
        List<byte[]> touched = new ArrayList<>(chunks);
        touched.set(0, CoefficientPacking.pack(coefficients, ring));
        return touched;
    }

    private static int firstParameterOfCoefficient(Round round, int coefficient) {
        int slot = coefficient * round.announcement().encoding().slotsPerCoefficient();
        int parameter = 0;
        while (round.layout().slotOfParameter(parameter) < slot) {
            parameter++;
        }
        return parameter;
    }
}
