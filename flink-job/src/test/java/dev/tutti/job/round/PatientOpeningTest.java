package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.WrongSecret;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where a round has sub-cohorts, so many replies are waited for that a wrong sum is some contributor's doing for certain:
 * r + 2t = 6 of 8. Quorum 5, seat 8 corrupt.
 */
class PatientOpeningTest {
    private static final int DECISIVE = 6;
    private static final String IN_SUB_COHORTS = TaskText.of(TestRound.task().withSubCohorts(2, CulpritRule.DEFAULT));

    private final TestRound terms = new TestRound();
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private final CommitteeVoices voices = new CommitteeVoices(terms, updates);
    private final RecordedRound recorded = new RecordedRound(terms, IN_SUB_COHORTS);

    @Test
    void theSumIsOpenedWithTheReplyThatMakesLiarsCertain() {
        seal(0);
        List<MemberMessage> replies = replies(7);
        replies.subList(0, DECISIVE - 1).forEach(recorded::member);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        recorded.member(replies.get(DECISIVE - 1));
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
    }

    @Test
    void halfOfTheTimeIsWaitedForThemAndThenFewerAreEnough() {
        seal(0);
        replies(DECISIVE - 1).forEach(recorded::member);
        long half = recorded.state.deadline - terms.announcement.window().unmaskLimitMillis() / 2;
        recorded.clock(half - 1);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        recorded.clock(half);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
    }

    /** After an outage both instants are past at once: what can be opened is not burned. */
    @Test
    void aLogClockThatJumpsPastTheDeadlineStillOpensWhatItCan() {
        seal(0);
        replies(DECISIVE - 1).forEach(recorded::member);
        recorded.clock(recorded.state.deadline + 60_000);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
    }

    @Test
    void aSumOfSecretsThatNoHonestOnesHaveBurnsByItsOwnReason() {
        seal(1_000_000);
        replies(DECISIVE).forEach(recorded::member);
        // Another reply may still come, and change nothing.
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        recorded.clock(recorded.state.deadline);
        assertThat(reason()).isEqualTo(BurnReason.SECRET_TOO_LARGE.name());
    }

    /** With fewer replies a member may have lied, and the reason says no more than that replies do not fit. */
    @Test
    void withFewerRepliesTheSameSumIsNotSaidToBeAContributorsDoing() {
        seal(1_000_000);
        replies(DECISIVE - 1).forEach(recorded::member);
        recorded.clock(recorded.state.deadline);
        assertThat(reason()).isEqualTo(BurnReason.WRONG_REPLIES.name());
    }

    /** Seals a cohort; the last device shares a secret of so large coefficients, if they are not 0. */
    private void seal(int wrongCoefficient) {
        for (int i = 0; i < TestRound.N_MIN; i++) {
            TestDevice device = terms.device();
            MaskedUpdate update = terms.update(device, terms.bases.get(1), terms.slots(i));
            if (wrongCoefficient != 0 && i == TestRound.N_MIN - 1) {
                update = WrongSecret.instead(update, terms.announcement, device, wrongCoefficient, new SecureRandom());
            }
            updates.add(update);
            recorded.update(update, TestRound.OPENS + i);
        }
        recorded.clock(TestRound.CLOSES);
    }

    /** All honest seats vote; the replies of so many. */
    private List<MemberMessage> replies(int count) {
        List<MemberMessage> votes = new ArrayList<>();
        for (int member = 1; member <= 7; member++) {
            votes.add(voices.vote(member));
        }
        votes.forEach(recorded::member);
        QuorumCertificate certificate = voices.certificate(votes);
        List<MemberMessage> replies = new ArrayList<>();
        for (int member = 1; member <= count; member++) {
            replies.add(voices.reply(member, certificate));
        }
        return replies;
    }

    private String reason() {
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.BURNED);
        return RecordCodec.decode(recorded.conclusions.get(0).report(), RoundReport.class)
                .getReason();
    }
}
