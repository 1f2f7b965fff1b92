package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.ForgedHeader;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.seal.ShareBinding;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateFault;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The operator seats the same one-time keys in two announcements of one round: one with n_min = 5, to which victim and
 * others contribute, and one with n_min = 3, which it shows to the members alone. There it has the victim's update, sealed
 * shares and all, opened beside two of its own devices' and nobody else's, whatever the victim was promised. Four locks
 * hold this door, each by itself: keys serve one announcement, headers are signed for one, shares are sealed to one and
 * proved for one.
 */
final class OneKeyTwoAnnouncementsTest {
    private final Population population = new Population(71);
    private final Terms terms = Terms.of(4, 1);
    private final Round promised = new Round(
            population, terms.withLimits(new CohortLimits(5, 128, 2)), seat -> new CommitteeMember(keys(seat)));
    private final TestDevice victim = population.enrol();
    private final int[] victims = promised.randomSlots(new Random(0));
    private final int[] first = promised.randomSlots(new Random(1));
    private final int[] second = promised.randomSlots(new Random(2));
    private final List<MaskedUpdate> replayed = Round.sorted(List.of(
            promised.contribute(victim, victims),
            promised.contribute(population.enrol(), first),
            promised.contribute(population.enrol(), second)));
    private final List<MaskedUpdate> all =
            Round.sorted(Stream.concat(replayed.stream(), promised.contributions(2, new Random(3)).stream())
                    .toList());

    /** Keys known to no announcement: a member of this kind answers each announcement as if it were the only one. */
    @Test
    void withoutAnyOfTheLocksBothAnnouncementsOpenAndTheVictimStandsAlone() {
        assertThat(Opening.of(promised, all, promised.open(promised.certify(all))))
                .hasSize(5000);
        Round hidden = hidden(CarelessMember.blindTo()
                .believing(UpdateFault.WRONG_ANNOUNCEMENT)
                .openingUnder(this::asPromised)
                .challengingUnder(this::asPromised));
        // The updates were masked with the first announcement's polynomials, so that is where they open.
        long[] sum = Opening.of(promised, replayed, hidden.open(hidden.certify(replayed)));
        assertThat(Opening.without(sum, parameters(first), parameters(second))).containsExactly(parameters(victims));
    }

    @Test
    void aMemberWhoseKeysArePinnedToTheFirstAnnouncementServesNoOther() {
        CarelessMember careless = CarelessMember.blindTo()
                .believing(UpdateFault.WRONG_ANNOUNCEMENT)
                .openingUnder(this::asPromised)
                .challengingUnder(this::asPromised);
        Round hidden = hidden(careless);
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(hidden.member(seat).pin(promised.announcement())).isEmpty();
            assertThat(hidden.askToVote(seat, replayed))
                    .isEqualTo(new VoteDecision.Refused(RefusalReason.OTHER_ANNOUNCEMENT));
        }
    }

    @Test
    void aHeaderSignedForTheFirstAnnouncementIsRefusedInTheSecond() {
        Round hidden =
                hidden(CarelessMember.blindTo().openingUnder(this::asPromised).challengingUnder(this::asPromised));
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(hidden.askToVote(seat, replayed)).isEqualTo(new VoteDecision.Refused(RefusalReason.BAD_UPDATE));
        }
    }

    @Test
    void aHeaderRewrittenForTheSecondAnnouncementIsNoLongerSigned() {
        List<MaskedUpdate> rewritten = replayed.stream().map(this::rewritten).toList();
        Round hidden =
                hidden(CarelessMember.blindTo().openingUnder(this::asPromised).challengingUnder(this::asPromised));
        assertThat(hidden.askToVote(1, rewritten)).isEqualTo(new VoteDecision.Refused(RefusalReason.BAD_UPDATE));
        // It is the signature alone that refuses it: who did not check that would open, as above.
        Round blind = hidden(CarelessMember.blindTo()
                .believing(UpdateFault.BAD_SIGNATURE)
                .openingUnder(this::asPromised)
                .challengingUnder(this::asPromised));
        long[] sum = Opening.of(promised, rewritten, blind.open(blind.certify(rewritten)));
        assertThat(Opening.without(sum, parameters(first), parameters(second))).containsExactly(parameters(victims));
    }

    @Test
    void aShareSealedForTheFirstAnnouncementDoesNotOpenInTheSecond() {
        CarelessMember careless = CarelessMember.blindTo().believing(UpdateFault.WRONG_ANNOUNCEMENT);
        assertThatAllComplain(hidden(careless.challengingUnder(this::asPromised)));
    }

    @Test
    void aDegreeProofChallengedForTheFirstAnnouncementDoesNotHoldInTheSecond() {
        CarelessMember careless = CarelessMember.blindTo().believing(UpdateFault.WRONG_ANNOUNCEMENT);
        assertThatAllComplain(hidden(careless.openingUnder(this::asPromised)));
    }

    private void assertThatAllComplain(Round hidden) {
        QuorumCertificate certificate = hidden.certify(replayed);
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(hidden.vote(seat, replayed).statement().complaints()).hasSize(3);
            assertThat(hidden.member(seat).open(certificate))
                    .isEqualTo(new OpenDecision.Refused(RefusalReason.COMPLAINED));
        }
    }

    private Round hidden(CarelessMember careless) {
        return promised.announcedAgain(terms, seat -> careless.member(keys(seat)));
    }

    private static SecureRandom keys(int seat) {
        return TwoCohorts.keys(seat);
    }

    private ShareBinding asPromised(ShareBinding binding) {
        return new ShareBinding(
                promised.announcement().digest(),
                binding.round(),
                binding.device(),
                binding.memberIndex(),
                binding.ciphertextDigest());
    }

    private MaskedUpdate rewritten(MaskedUpdate update) {
        Digest other = hidden(CarelessMember.blindTo()).announcement().digest();
        UpdateStatement statement =
                ForgedHeader.like(update).announcement(other).statement();
        SignedUpdate signed = new SignedUpdate(
                statement, update.signed().signature(), update.signed().credential());
        return new MaskedUpdate(signed, update.chunks(), update.sealedShares());
    }

    private long[] parameters(int[] slots) {
        return Opening.parameters(promised, slots);
    }
}
